package dangol.jobs.lake;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files of a home for programs that can open only files of this machine, such as DuckDB. */
public sealed interface LocalFiles permits FilesInPlace, FileCopies {

    static LocalFiles of(Folder home) {
        return home.local().<LocalFiles>map(FilesInPlace::new).orElseGet(() -> new FileCopies(home));
    }

    /** True when the files lie on this machine already, so that looking at one costs nothing. */
    boolean inPlace();

    /** The folder to make new files in before they are {@link #publish published}. */
    Path workFolder();

    /**
     * Data files of a table, by their locations; a file's content never changes.
     *
     * @param locations as Spark names them, in the form of URIs
     */
    List<Path> data(List<String> locations);

    /** Removes copies that are not to be kept; files in their place stay. */
    void forget(List<Path> copies);

    /** The file of that name in the home, or none when the home has none. */
    Optional<Path> find(String name);

    /** Puts a finished file of the work folder into the home in one step; readers that have the old one open keep it. */
    void publish(Path made, String name);
}
