package dangol.jobs.run;

import dangol.contract.TableId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Builds several tables at once, each when all it reads is built. Planning a query and committing a table keep one core busy at
 * most; a second table fills the others meanwhile.
 */
final class Crew implements AutoCloseable {
    private final ExecutorService pool;
    private final Map<TableId, CompletableFuture<TableRun>> tables = new LinkedHashMap<>();

    Crew() {
        pool = Executors.newFixedThreadPool(
                Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors())));
    }

    /** Starts a table when its inputs are done; inputs that nobody was asked to build count as done. */
    void build(TableId id, List<TableId> inputs, Supplier<TableRun> work) {
        CompletableFuture<?>[] before =
                inputs.stream().filter(tables::containsKey).map(tables::get).toArray(CompletableFuture[]::new);
        tables.put(id, CompletableFuture.allOf(before).thenApplyAsync(done -> StageMeter.within(id, work), pool));
    }

    /** Waits for all tables. The first failure is thrown when nothing is running any more. */
    List<TableRun> runs() {
        List<TableRun> runs = new ArrayList<>();
        RuntimeException failure = null;
        for (CompletableFuture<TableRun> table : tables.values()) {
            try {
                runs.add(table.join());
            } catch (CompletionException e) {
                failure = failure == null ? cause(e) : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return runs;
    }

    private static RuntimeException cause(CompletionException e) {
        return e.getCause() instanceof RuntimeException cause ? cause : e;
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
