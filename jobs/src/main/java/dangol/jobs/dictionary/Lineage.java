package dangol.jobs.dictionary;

import dangol.Tables;
import dangol.contract.Layer;
import dangol.contract.TableGraph;
import dangol.contract.TableId;
import dangol.jobs.company.Company;
import dangol.jobs.company.Mapping;
import dangol.jobs.publish.BiView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which table is made from which, from a company's feeds to the views, and pictures of it as SVG. */
final class Lineage {
    private static final List<String> LAYERS = List.of("feed", "silver", "state", "gold", BiView.SCHEMA);
    private static final int BOX_WIDTH = 196;
    private static final int BOX_HEIGHT = 24;
    private static final int ROW = 32;
    private static final int COLUMN = 270;
    private static final int TOP = 26;

    private final Map<String, List<String>> inputs = new TreeMap<>();

    private Lineage() {}

    static Lineage of(Company company) {
        Lineage lineage = new Lineage();
        TableGraph graph = Tables.graph();
        for (TableId table : graph.order()) {
            TreeSet<String> reads = new TreeSet<>();
            for (TableId input : graph.inputsOf(table)) {
                if (input.layer() == Layer.STAGE) {
                    company.mappingsOf(input.name()).stream()
                            .map(Mapping::feed)
                            .forEach(feed -> reads.add("feed." + feed));
                } else {
                    reads.add(input.toString());
                }
            }
            lineage.inputs.put(table.toString(), List.copyOf(reads));
        }
        for (BiView view : BiView.all()) {
            lineage.inputs.put(
                    BiView.SCHEMA + "." + view.name(),
                    view.reads().stream().filter(t -> t.startsWith("gold.")).toList());
        }
        return lineage;
    }

    List<String> inputsOf(String table) {
        return inputs.getOrDefault(table, List.of());
    }

    List<String> readersOf(String table) {
        return inputs.entrySet().stream()
                .filter(e -> e.getValue().contains(table))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** All tables, a column for each layer. */
    String picture() {
        List<List<String>> columns = new ArrayList<>();
        TreeSet<String> all = new TreeSet<>(inputs.keySet());
        inputs.values().forEach(all::addAll);
        for (String layer : LAYERS) {
            columns.add(all.stream().filter(t -> t.startsWith(layer + ".")).toList());
        }
        return svg(columns, LAYERS, "Which table is made from which");
    }

    /** A table between what it reads and what reads it. */
    String picture(String table) {
        return svg(
                List.of(inputsOf(table), List.of(table), readersOf(table)),
                List.of("reads", "", "read by"),
                "What " + table + " reads and what reads it");
    }

    private String svg(List<List<String>> columns, List<String> titles, String label) {
        int rows = Math.max(1, columns.stream().mapToInt(List::size).max().orElse(1));
        int width = (columns.size() - 1) * COLUMN + BOX_WIDTH + 2;
        int height = TOP + rows * ROW;
        StringBuilder svg = new StringBuilder();
        svg.append("<svg class=\"lineage\" role=\"group\" aria-label=\"").append(escaped(label));
        svg.append("\" width=\"").append(width).append("\" height=\"").append(height);
        svg.append("\" viewBox=\"0 0 ").append(width).append(' ').append(height);
        svg.append("\" xmlns=\"http://www.w3.org/2000/svg\">");
        Map<String, int[]> places = new LinkedHashMap<>();
        for (int c = 0; c < columns.size(); c++) {
            svg.append("<text class=\"layer\" x=\"").append(c * COLUMN + 1).append("\" y=\"14\">");
            svg.append(escaped(titles.get(c))).append("</text>");
            for (int r = 0; r < columns.get(c).size(); r++) {
                places.put(columns.get(c).get(r), new int[] {c * COLUMN + 1, TOP + r * ROW});
            }
        }
        places.forEach((table, to) -> inputsOf(table).stream()
                .filter(places::containsKey)
                .forEach(input -> edge(svg, input, table, places.get(input), to)));
        places.forEach((table, at) -> box(svg, table, at));
        return svg.append("</svg>").toString();
    }

    private static void edge(StringBuilder svg, String input, String table, int[] from, int[] to) {
        int x = from[0] + BOX_WIDTH;
        int y = from[1] + BOX_HEIGHT / 2;
        int end = to[1] + BOX_HEIGHT / 2;
        svg.append("<path data-from=\"")
                .append(escaped(input))
                .append("\" data-to=\"")
                .append(escaped(table));
        svg.append("\" d=\"M").append(x).append(' ').append(y);
        svg.append(" C").append(x + 45).append(' ').append(y);
        svg.append(' ').append(to[0] - 45).append(' ').append(end);
        svg.append(' ').append(to[0]).append(' ').append(end).append("\"/>");
    }

    private static void box(StringBuilder svg, String table, int[] at) {
        String href = table.startsWith("feed.") ? "bronze.landed.html" : table + ".html";
        svg.append("<a href=\"")
                .append(escaped(href))
                .append("\" data-table=\"")
                .append(escaped(table));
        svg.append("\"><rect x=\"")
                .append(at[0])
                .append("\" y=\"")
                .append(at[1])
                .append("\" width=\"");
        svg.append(BOX_WIDTH).append("\" height=\"").append(BOX_HEIGHT).append("\" rx=\"4\"/><text x=\"");
        svg.append(at[0] + 8).append("\" y=\"").append(at[1] + 16).append("\">").append(escaped(table));
        svg.append("</text></a>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
