package dangol.jobs.init;

import static dangol.jobs.CommandLine.execute;
import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.CommandLine.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands 'init' and 'completion' as they are typed. */
class InitCommandTest {
    @TempDir
    Path folder;

    private Outcome init(String... more) throws IOException {
        Path orders = folder.resolve("orders.csv");
        Files.writeString(orders, "order_id,customer_id,order_date,amount\n1,a,2024-01-02,5\n");
        String[] args = new String[4 + more.length];
        args[0] = "init";
        args[1] = orders.toString();
        args[2] = "--out";
        args[3] = folder.resolve("company.yaml").toString();
        System.arraycopy(more, 0, args, 4, more.length);
        return execute(args);
    }

    @Test
    void theNextCommandIsPrintedAndAFileIsNeverOverwrittenUnasked() throws IOException {
        Outcome first = init("--company", "shop", "--time-zone", "Asia/Seoul", "--currency", "KRW");
        assertThat(first.err()).doesNotContain("Exception");
        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).contains("transaction", "./dangol plan --conf", "--as-of 2024-01-02");
        assertThat(folder.resolve("company.yaml"))
                .content()
                .contains("company: shop", "time_zone: Asia/Seoul", "currency: KRW");
        Outcome again = init();
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("is there already", "--force");
        assertThat(init("--force", "--company", "other").exitCode()).isZero();
        assertThat(folder.resolve("company.yaml")).content().contains("company: other");
    }

    @Test
    void theCurrencyThatMostRowsAreInIsTheCompanys() throws IOException {
        Path file = Files.writeString(
                folder.resolve("sales.csv"),
                "order_id,customer_id,order_date,amount,currency\n1,a,2024-01-22,5,GBP\n2,b,2024-01-23,6,GBP\n");
        Path out = folder.resolve("sales.yaml");
        assertThat(execute("init", file.toString(), "--out", out.toString()).exitCode())
                .isZero();
        assertThat(out).content().contains("currency: GBP    # guessed: most rows looked at are in it");
    }

    @Test
    void wrongSettingsEndWithTwoAndWriteNothing() throws IOException {
        assertThat(init("--time-zone", "Mars/Olympus").err()).contains("is no time zone");
        assertThat(init("--currency", "EURO").err()).contains("is no ISO 4217 currency code");
        assertThat(init("--company", "My Shop").exitCode()).isEqualTo(2);
        assertThat(folder.resolve("company.yaml")).doesNotExist();
    }

    @Test
    void aFeedLikeNothingKnownIsKeptWithASkeleton() throws IOException {
        Path file = Files.writeString(
                folder.resolve("weather.csv"), "station,rain\n" + "Paju 1,dry\nJeju 22,wet\n".repeat(5));
        Path out = folder.resolve("weather.yaml");
        Outcome outcome = execute("init", file.toString(), "--out", out.toString());
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("No feed was recognised");
        assertThat(out).content().contains("files: weather.csv", "looks like nothing known", "it has: rain (dry, wet)");
        Files.writeString(folder.resolve("weather.csv"), "station,rain\nPaju 1,dry\nJeju 22,wet\n");
        execute("init", file.toString(), "--out", out.toString(), "--force");
        assertThat(out)
                .content()
                .as("values of a row or two may be a person's")
                .contains("it has: station (aaaa 9)", "it has: rain (aaa)")
                .doesNotContain("Paju");
    }

    @Test
    void bashAcceptsTheCompletionScript() throws Exception {
        Outcome script = execute("completion");
        assertThat(script.exitCode()).isZero();
        Path file =
                Files.writeString(folder.resolve("completion.sh"), script.out() + "\ndeclare -F _complete_dangol\n");
        Process bash = new ProcessBuilder("bash", "--norc", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(said.strip()).isEqualTo("_complete_dangol");
        assertThat(bash.exitValue()).isZero();
        assertThat(script.out()).contains("init", "--time-zone");
    }
}
