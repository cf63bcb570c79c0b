package dangol.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.lake.DataFile;
import dangol.jobs.lake.RowNumbers;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileChangesTest {
    private static final DataFile LARGE = new DataFile("large", 100, RowNumbers.of(3L, 7L));
    private static final DataFile OTHER = new DataFile("other", 10, RowNumbers.of());

    @Test
    void sameFilesHaveNotChanged() {
        FileChanges changes = FileChanges.between(List.of(LARGE, OTHER), List.of(OTHER, LARGE));
        assertThat(changes).isEqualTo(new FileChanges(List.of(), List.of(), List.of(), 98 + 10));
        assertThat(changes.areFew()).isTrue();
    }

    @Test
    void onlyRowsThatWentSinceAreMarked() {
        DataFile more = new DataFile("large", 100, RowNumbers.of(3L, 7L, 50L));
        DataFile added = new DataFile("added", 2, RowNumbers.of());
        FileChanges changes = FileChanges.between(List.of(LARGE, OTHER), List.of(more, added));
        assertThat(changes.added()).containsExactly(added);
        assertThat(changes.removed()).containsExactly(OTHER);
        assertThat(changes.marked()).containsExactly(new DataFile("large", 100, RowNumbers.of(50L)));
        assertThat(changes.kept()).isEqualTo(97);
        assertThat(changes.areFew()).isTrue();
    }

    @Test
    void aFileWhoseRowsCameBackIsRemovedAndAdded() {
        DataFile back = new DataFile("large", 100, RowNumbers.of(7L));
        FileChanges changes = FileChanges.between(List.of(LARGE, OTHER), List.of(back, OTHER));
        assertThat(changes).isEqualTo(new FileChanges(List.of(back), List.of(LARGE), List.of(), 10));
        assertThat(changes.rows()).isEqualTo(109);
    }

    @Test
    void aQuarterOfTheRowsIsMany() {
        DataFile half = new DataFile("other", 10, RowNumbers.of(1L, 2L));
        assertThat(FileChanges.between(List.of(OTHER), List.of(half)).areFew()).isTrue();
        DataFile most = new DataFile("other", 10, RowNumbers.of(1L, 2L, 3L));
        assertThat(FileChanges.between(List.of(OTHER), List.of(most)).areFew()).isFalse();
        assertThat(FileChanges.between(List.of(OTHER), List.of()).areFew()).isFalse();
    }
}
