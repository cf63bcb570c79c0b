package dangol.jobs.notebook;

import dangol.jobs.publish.TextTable;
import java.util.List;

/**
 * What the release answered: a table on the page, or something to draw.
 *
 * @param columns names in the order of the query
 * @param rows values in the order of the columns; a value may be null
 */
public record Rows(List<String> columns, List<List<Object>> rows) {

    public Rows {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** How many rows there are. */
    public int size() {
        return rows.size();
    }

    /**
     * One value.
     *
     * @param row from 0
     * @throws IllegalArgumentException when there is no such column or row
     */
    public Object value(int row, String column) {
        if (row < 0 || row >= rows.size()) {
            throw new IllegalArgumentException(
                    "There is no row " + row + "; the rows are 0 to " + (rows.size() - 1) + ".");
        }
        return rows.get(row).get(place(column));
    }

    /**
     * The one number of a column in the first row.
     *
     * @throws IllegalArgumentException when there is no such column or row, or no number in it
     */
    public double number(String column) {
        if (value(0, column) instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("The first row has no number in the column '" + column + "'.");
    }

    /** A bar for each row and each of some columns. */
    public Plot bars(String along, String... heights) {
        return Plot.bars(this, along, List.of(heights));
    }

    /** A line for each of some columns, along the rows. */
    public Plot lines(String along, String... heights) {
        return Plot.lines(this, along, List.of(heights));
    }

    /** A line for each value of a column, along the values of another one. */
    public Plot linesOfEach(String each, String along, String height) {
        return Plot.linesOfEach(this, each, along, height);
    }

    /** A square for each row, coloured by a column. */
    public Plot heat(String down, String along, String colour) {
        return Plot.heat(this, down, along, colour);
    }

    int place(String column) {
        int place = columns.indexOf(column);
        if (place < 0) {
            throw new IllegalArgumentException(
                    "There is no column '" + column + "'; the columns are: " + String.join(", ", columns) + ".");
        }
        return place;
    }

    /** The rows as aligned text, as a notebook without HTML shows them. */
    @Override
    public String toString() {
        return String.join("\n", TextTable.lines(columns, rows)) + "\n(" + rows.size()
                + (rows.size() == 1 ? " row)" : " rows)");
    }
}
