package dangol.jobs.run;

import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Storage;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** OpenLineage events of a run: which table was made from which, column by column, sent by a listener in Spark. */
public final class Lineage {
    static final String LISTENER = "io.openlineage.spark.agent.OpenLineageSparkListener";

    private Lineage() {}

    /**
     * The settings of a Spark session that sends events; datasets of the lake are named as tables are, {@code gold/churn}.
     *
     * @param spark settings of the command line, which say how the home is reached
     * @param target {@code file:PATH}, to which events are appended one a line, or {@code http(s)://…}
     * @throws ConfigurationException when the target is neither
     */
    public static Map<String, String> settings(Company company, Map<String, String> spark, String target) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("spark.extraListeners", LISTENER);
        settings.put("spark.openlineage.namespace", company.name());
        String home = Folder.of(company.home(), Storage.configuration(company.home(), spark))
                .location();
        settings.put(
                "spark.openlineage.dataset.removePath.pattern",
                "(?<remove>" + Pattern.quote(URI.create(home).getPath() + "/") + ").*");
        if (target.startsWith("file:")) {
            Path file = Path.of(target.substring("file:".length())).toAbsolutePath();
            if (!Files.isDirectory(file.getParent())) {
                throw new ConfigurationException(
                        "--lineage " + target,
                        "there is no folder " + file.getParent() + ".",
                        "Make it, or name a file in another one.");
            }
            settings.put("spark.openlineage.transport.type", "file");
            settings.put("spark.openlineage.transport.location", file.toString());
        } else if (target.matches("https?://.+")) {
            settings.put("spark.openlineage.transport.type", "http");
            settings.put("spark.openlineage.transport.url", target);
        } else {
            throw new ConfigurationException(
                    "--lineage " + target,
                    "is neither a file nor an address.",
                    "Write file:/var/log/dangol/lineage.jsonl or http://host:5000.");
        }
        return settings;
    }
}
