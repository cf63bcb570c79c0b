package dangol.jobs.cli;

import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a company's lake and files are, when not where its YAML says. */
final class PlacesOption {
    @Option(names = "--home", paramLabel = "DIR", description = "Where the lake lives; wins over 'home:' in the YAML.")
    String home;

    @Option(
            names = "--sources",
            paramLabel = "DIR",
            description = "Where the feeds' files are; wins over 'sources:' in the YAML.")
    String sources;

    Company read(Path conf) {
        Company company = CompanyReader.read(conf);
        return company.at(sources == null ? company.sources() : sources, home == null ? company.home() : home);
    }
}
