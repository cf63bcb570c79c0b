package dangol.jobs.cli;

import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which company a command is about. */
final class CompanyOption {
    @Option(
            names = "--conf",
            required = true,
            paramLabel = "FILE",
            description = "The company's YAML, for example conf/demo.yaml.")
    Path conf;

    @Option(names = "--home", paramLabel = "DIR", description = "Where the lake lives; wins over 'home:' in the YAML.")
    String home;

    @Option(
            names = "--sources",
            paramLabel = "DIR",
            description = "Where the feeds' files are; wins over 'sources:' in the YAML.")
    String sources;

    Company read() {
        Company company = CompanyReader.read(conf);
        return company.at(sources == null ? company.sources() : sources, home == null ? company.home() : home);
    }
}
