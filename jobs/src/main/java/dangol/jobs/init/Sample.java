package dangol.jobs.init;

import dangol.jobs.company.Format;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was looked at of a feed: how its files are written, its columns and some of its rows.
 *
 * @param files files of one form in one folder, by name
 * @param options options of the reader where they differ from its defaults
 * @param pattern regular expression of format lines; empty otherwise
 * @param explode alias and path of the array whose elements are the rows; empty for none
 * @param repeats true when two rows looked at are equal in every column
 * @param headed true when the columns' names are the source's own
 * @param notes what a reader of the YAML should know of the files
 */
record Sample(
        List<Path> files,
        Format format,
        Map<String, String> options,
        String pattern,
        Map<String, String> explode,
        List<ColumnSample> columns,
        boolean repeats,
        boolean headed,
        List<String> notes) {

    Optional<ColumnSample> column(String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /** True for a column of the elements that the rows are made of, false for one that they share. */
    boolean isElement(ColumnSample column) {
        return explode.keySet().stream().anyMatch(a -> column.name().startsWith(a + "."));
    }

    /** How the numbers of a column are written. What its values leave open, decimal commas of another column decide. */
    NumberForm numberForm(ColumnSample column) {
        NumberForm form = column.numberForm().orElse(NumberForm.PLAIN);
        boolean isDecided = form.doubt().isEmpty()
                || columns.stream()
                        .noneMatch(c -> c.isText()
                                && c.numberForm()
                                        .filter(NumberForm::decimalComma)
                                        .isPresent());
        return isDecided ? form : form.withDecimalCommas();
    }

    int rows() {
        return columns.isEmpty() ? 0 : columns.get(0).values().size();
    }
}
