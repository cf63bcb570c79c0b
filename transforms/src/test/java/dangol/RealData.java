package dangol;

import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.Assumptions;

/** Where the real data of the end-to-end tests lie: outside the repository, in a folder that may be missing. */
public final class RealData {
    private static final String VARIABLE = "DANGOL_DATA";
    private static final Path BESIDE_THE_REPOSITORY = Path.of("..", "..", "shared", "data");

    private RealData() {}

    /**
     * A folder of the real data: under the system property or environment variable {@code DANGOL_DATA}, else under
     * {@code ../shared/data} beside the repository. Without the folder the test is skipped, but with {@code CI=true} it fails.
     */
    public static Path require(String folder) {
        Path path = root().resolve(folder).toAbsolutePath().normalize();
        String message = "The real data are not here: there is no folder " + path + ". Set " + VARIABLE
                + " to the folder that holds '" + folder + "'.";
        if ("true".equals(System.getenv("CI"))) {
            Assertions.assertThat(Files.isDirectory(path)).as(message).isTrue();
        }
        Assumptions.assumeThat(Files.isDirectory(path)).as(message).isTrue();
        return path;
    }

    private static Path root() {
        String configured = System.getProperty(VARIABLE, System.getenv(VARIABLE));
        return configured == null || configured.isBlank() ? BESIDE_THE_REPOSITORY : Path.of(configured);
    }
}
