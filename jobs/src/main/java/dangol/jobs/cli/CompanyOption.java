package dangol.jobs.cli;

import dangol.jobs.company.Company;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which company a command is about. */
final class CompanyOption {
    @Option(
            names = "--conf",
            required = true,
            paramLabel = "FILE",
            description = "The company's YAML, for example conf/demo.yaml.")
    Path conf;

    @Mixin
    PlacesOption places;

    Company read() {
        return places.read(conf);
    }
}
