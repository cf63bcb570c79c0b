package dangol.jobs.run;

import dangol.contract.TableId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Builds several tables at once, each when all it reads is built. Planning a query and committing a table keep one core busy at
 * most; a second table fills the others meanwhile. Of tables that could begin, the one that most others wait for does.
 */
final class Crew implements AutoCloseable {
    private final ThreadPoolExecutor pool;
    private final Map<TableId, CompletableFuture<TableRun>> tables = new LinkedHashMap<>();

    Crew() {
        int hands = Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));
        pool = new ThreadPoolExecutor(hands, hands, 0, TimeUnit.SECONDS, new PriorityBlockingQueue<>());
    }

    /** Starts a table when its inputs are done; inputs that nobody was asked to build count as done. */
    void build(TableId id, List<TableId> inputs, Supplier<TableRun> work) {
        build(id, inputs, 0, work);
    }

    /** @param waiting how many tables wait for this one */
    void build(TableId id, List<TableId> inputs, int waiting, Supplier<TableRun> work) {
        CompletableFuture<?>[] before =
                inputs.stream().filter(tables::containsKey).map(tables::get).toArray(CompletableFuture[]::new);
        int number = tables.size();
        tables.put(
                id,
                CompletableFuture.allOf(before)
                        .thenApplyAsync(
                                done -> StageMeter.within(id, work),
                                task -> pool.execute(new Turn(waiting, number, task))));
    }

    /**
     * A table whose inputs are done.
     *
     * @param waiting how many tables wait for it
     * @param number its place among those that were asked for
     */
    private record Turn(int waiting, int number, Runnable task) implements Runnable, Comparable<Turn> {
        private static final Comparator<Turn> ORDER =
                Comparator.comparingInt(Turn::waiting).reversed().thenComparingInt(Turn::number);

        @Override
        public void run() {
            task.run();
        }

        @Override
        public int compareTo(Turn other) {
            return ORDER.compare(this, other);
        }
    }

    /** Waits for all tables. The first failure is thrown when nothing is running any more. */
    List<TableRun> runs() {
        List<TableRun> runs = new ArrayList<>();
        RuntimeException failure = null;
        for (CompletableFuture<TableRun> table : tables.values()) {
            try {
                runs.add(joined(table));
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return runs;
    }

    /** What another thread's work gives, or the exception that it ended with. */
    static <T> T joined(CompletableFuture<T> work) {
        try {
            return work.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
