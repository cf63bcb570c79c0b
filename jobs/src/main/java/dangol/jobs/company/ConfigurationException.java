package dangol.jobs.company;

import java.util.List;
import java.util.stream.Collectors;

/** Wrong usage or configuration: all faults at once. Nothing was written. Ends the program with exit code 2. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    }

    public ConfigurationException(String where, String problem, String cure) {
        this(List.of(new Fault(where, problem, cure)));
    }
}
