package dangol;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.contract.Contracts;
import dangol.contract.Layer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every case folder: the table computed from the given rows equals the expected ones. */
class CasesTest {

    @TestFactory
    Stream<DynamicTest> eachCaseGivesWhatItExpects() {
        // -Ddangol.cases=churn runs the cases of tables whose name holds this text.
        String only = System.getProperty("dangol.cases", "");
        return CaseFolder.all().stream()
                .filter(c -> c.folder().toString().contains(only))
                .map(c -> DynamicTest.dynamicTest(
                        c.table() + ", " + c.folder().getFileName() + ": " + c.describes(),
                        () -> new DatasetAssertions()
                                .assertSameRows(
                                        c.expected(),
                                        c.actual(),
                                        Contracts.of(c.table()).primaryKey())));
    }

    @Test
    void everyColumnOfEveryTableIsExpectedInSomeCase() {
        for (Table table : Tables.all()) {
            if (table.id().layer() == Layer.STATE) {
                continue;
            }
            Set<String> missing = new LinkedHashSet<>(Contracts.of(table.id()).columnNames());
            List<CaseFolder> cases = CaseFolder.all().stream()
                    .filter(c -> c.table().equals(table.id()))
                    .toList();
            cases.forEach(c -> missing.removeAll(c.expectedColumns()));
            assertThat(missing)
                    .as("columns of " + table.id() + " that no case expects")
                    .isEmpty();
        }
    }
}
