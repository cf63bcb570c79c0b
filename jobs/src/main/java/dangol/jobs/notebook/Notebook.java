package dangol.jobs.notebook;

/** What cells call. In a notebook that is run headless the page shows it, anywhere else the console does. */
public final class Notebook {
    private static volatile CellOutputs page;

    private Notebook() {}

    /** Shows a table, a chart or any other value; the last value of a cell is shown without it. */
    public static void show(Object value) {
        CellOutputs now = page;
        if (now == null) {
            System.out.println(value);
        } else {
            now.add(value);
        }
    }

    /** From now on what is shown goes to these outputs; null for the console. */
    static void showOn(CellOutputs outputs) {
        page = outputs;
    }
}
