package dangol.jobs.cli;

import dangol.jobs.company.CompanyReader;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.init.CompanySettings;
import dangol.jobs.init.FirstCompany;
import dangol.jobs.run.Progress;
import java.io.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code init}: writes a first YAML of a company, guessed from its files. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description =
                "Look at files and write a first company YAML with guessed feeds and mappings, to be read and mended.")
final class InitCommand implements Callable<Integer> {
    private static final String USUAL_CURRENCY = "USD";

    @Parameters(
            arity = "1..*",
            paramLabel = "FILES",
            description = "Files, folders or patterns: csv, json lines, parquet, text.")
    List<String> files;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "company.yaml",
            description = "The YAML to write (default: ${DEFAULT-VALUE}).")
    Path out;

    @Option(
            names = "--company",
            paramLabel = "NAME",
            description = "Name of the company: a-z, 0-9 and _, a letter first.")
    String company;

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            description = "Zone whose midnight ends the day, for example Europe/London.")
    String timeZone;

    @Option(names = "--currency", paramLabel = "CODE", description = "ISO 4217 code of the money, for example EUR.")
    String currency;

    @Option(names = "--force", description = "Overwrite the YAML when there is one.")
    boolean force;

    @Override
    public Integer call() {
        if (Files.exists(out) && !force) {
            throw new ConfigurationException(
                    out.toString(),
                    "is there already.",
                    "Name another file with --out, or give --force to overwrite it.");
        }
        refuseWrong();
        new Progress(System.err).say("Looking at the files …");
        FirstCompany first = FirstCompany.of(files);
        CompanySettings settings = settings(first);
        String yaml = first.yaml(settings);
        try {
            if (out.toAbsolutePath().getParent() != null) {
                Files.createDirectories(out.toAbsolutePath().getParent());
            }
            Files.writeString(out, yaml, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(out + " cannot be written: " + e.getMessage(), e);
        }
        tell(first);
        return 0;
    }

    private void tell(FirstCompany first) {
        first.findings().forEach(System.out::println);
        System.out.println();
        if (!first.hasMappings()) {
            System.out.println(
                    "Wrote " + out + ". No feed was recognised: write at least one mapping under 'entities:' first.");
            System.out.println("conf/examples and docs/company-yaml.md show how.");
            return;
        }
        CompanyReader.read(out);
        System.out.println("Wrote " + out + ". Read the lines that say 'guessed', then:");
        System.out.println("  ./dangol plan --conf " + shell(out.toString()) + " --as-of "
                + first.lastDay().map(Object::toString).orElse("DATE"));
    }

    private static String shell(String path) {
        return path.matches("[\\p{L}\\p{N}_./-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }

    private void refuseWrong() {
        if (company != null && !company.matches("[a-z][a-z0-9_]*")) {
            throw new ConfigurationException(
                    "--company", "'" + company + "' cannot name a lake.", "Use a-z, 0-9 and _, a letter first.");
        }
        if (timeZone != null && !isZone(timeZone)) {
            throw new ConfigurationException(
                    "--time-zone",
                    "'" + timeZone + "' is no time zone.",
                    "Write for example Europe/London or Asia/Seoul.");
        }
        if (currency != null && !isCurrency(currency)) {
            throw new ConfigurationException(
                    "--currency",
                    "'" + currency + "' is no ISO 4217 currency code.",
                    "Write for example EUR, GBP, KRW or USD.");
        }
    }

    private CompanySettings settings(FirstCompany first) {
        Set<String> assumed = new TreeSet<>();
        String name = company == null
                ? answer("company", "Name of the company", folderName(), assumed, a -> a.matches("[a-z][a-z0-9_]*"))
                : company;
        String zone = timeZone == null
                ? answer("time_zone", "Time zone", SystemZone.zone().getId(), assumed, InitCommand::isZone)
                : timeZone;
        String money = currency == null
                ? answer(
                        "currency",
                        "Currency",
                        first.currency().filter(InitCommand::isCurrency).orElseGet(InitCommand::localCurrency),
                        assumed,
                        InitCommand::isCurrency)
                : currency;
        return new CompanySettings(name, zone, money, assumed);
    }

    /** Asks where somebody can answer; an empty answer takes the default, a wrong one is asked again. */
    private static String answer(
            String key,
            String question,
            String usual,
            Set<String> assumed,
            java.util.function.Predicate<String> right) {
        Console console = System.console();
        while (console != null) {
            String line = console.readLine("%s [%s]: ", question, usual);
            if (line == null || line.isBlank()) {
                break;
            }
            if (right.test(line.strip())) {
                return line.strip();
            }
            console.printf("'%s' will not do.%n", line.strip());
        }
        if (console == null) {
            assumed.add(key);
        }
        return usual;
    }

    private String folderName() {
        Path first = Path.of(files.get(0).replaceAll("[*?{\\[].*$", "x"))
                .toAbsolutePath()
                .normalize();
        Path folder = Files.isDirectory(first) ? first : first.getParent();
        String name = Normalizer.normalize(String.valueOf(folder.getFileName()), Normalizer.Form.NFD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("^[0-9_]+|_+$", "");
        return name.isEmpty() || name.equals("null") ? "my_company" : name;
    }

    private static String localCurrency() {
        try {
            Currency local = Currency.getInstance(Locale.getDefault());
            return local == null ? USUAL_CURRENCY : local.getCurrencyCode();
        } catch (IllegalArgumentException e) {
            // A locale without a country has no currency.
            return USUAL_CURRENCY;
        }
    }

    private static boolean isZone(String text) {
        try {
            return !ZoneId.of(text).getId().isEmpty();
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isCurrency(String text) {
        return Currency.getAvailableCurrencies().stream()
                .anyMatch(c -> c.getCurrencyCode().equals(text));
    }
}
