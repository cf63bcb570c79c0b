package dangol.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which table reads which. Refuses cycles, backward reads and inputs that nobody makes. */
public final class TableGraph {
    private final Map<TableId, List<TableId>> inputs;
    private final List<TableId> order;

    /**
     * @param inputs for each built table what it reads
     * @throws ContractException naming the cycle or the backward or unknown read
     */
    public TableGraph(Map<TableId, List<TableId>> inputs) {
        this.inputs = new TreeMap<>(inputs);
        this.inputs.forEach(this::refuseWrongReads);
        Map<TableId, Boolean> done = new LinkedHashMap<>();
        for (TableId id : this.inputs.keySet()) {
            visit(id, done, new LinkedHashSet<>());
        }
        this.order = List.copyOf(done.keySet());
    }

    /** All tables, each after everything it reads; the same order on every call. */
    public List<TableId> order() {
        return order;
    }

    public List<TableId> inputsOf(TableId id) {
        return inputs.getOrDefault(id, List.of());
    }

    /** The given tables and everything that reads them, directly or not, in build order. */
    public List<TableId> downstreamOf(Collection<TableId> changed) {
        Set<TableId> hit = new LinkedHashSet<>(changed);
        for (TableId id : order) {
            if (inputsOf(id).stream().anyMatch(hit::contains)) {
                hit.add(id);
            }
        }
        return order.stream().filter(hit::contains).toList();
    }

    private void refuseWrongReads(TableId id, List<TableId> reads) {
        for (TableId input : reads) {
            if (!id.layer().mayRead(input.layer())) {
                throw new ContractException(id + " reads " + input + ": data goes bronze, silver, gold, never back.");
            }
            boolean made = input.layer() == Layer.STAGE || inputs.containsKey(input);
            if (!made) {
                throw new ContractException(id + " reads " + input + ", which no listed table makes.");
            }
        }
    }

    private void visit(TableId id, Map<TableId, Boolean> done, Set<TableId> path) {
        if (done.containsKey(id) || id.layer() == Layer.STAGE) {
            return;
        }
        if (!path.add(id)) {
            List<String> cycle = new ArrayList<>();
            path.forEach(p -> cycle.add(p.toString()));
            cycle.add(id.toString());
            throw new ContractException("Tables read each other in a circle: " + String.join(" <- ", cycle));
        }
        inputsOf(id).forEach(input -> visit(input, done, path));
        path.remove(id);
        done.put(id, true);
    }
}
