package dangol.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The contracts that travel with the code, by table. */
public final class Contracts {
    private static final Map<TableId, Optional<TableContract>> READ = new ConcurrentHashMap<>();

    private Contracts() {}

    /** @throws ContractException when the table has no contract */
    public static TableContract of(TableId id) {
        return find(id).orElseThrow(() ->
                new ContractException(id + " has no contract: write conf/tables/" + path(id) + " before its class."));
    }

    public static Optional<TableContract> find(TableId id) {
        return READ.computeIfAbsent(id, Contracts::read);
    }

    private static Optional<TableContract> read(TableId id) {
        String resource = "/tables/" + path(id);
        try (InputStream in = Contracts.class.getResourceAsStream(resource)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(ContractReader.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), resource));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String path(TableId id) {
        return id.layer().lower() + "/" + id.name() + ".odcs.yaml";
    }
}
