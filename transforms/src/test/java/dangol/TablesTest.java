package dangol;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.contract.Column;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.NumericType;
import org.junit.jupiter.api.Test;

/** A table stands in four places: its contract, its class, its cases and the list. */
class TablesTest {
    /** Characters: the command line prints the grain in one line of a table. */
    private static final int LONGEST_GRAIN = 110;

    @Test
    void everyListedTableHasAContractAndACase() {
        Set<TableId> withCases =
                CaseFolder.all().stream().map(CaseFolder::table).collect(Collectors.toSet());
        for (Table table : Tables.all()) {
            assertThat(Contracts.find(table.id()))
                    .as("contract of " + table.id())
                    .isPresent();
            // What a mart carries from run to run needs no cases of its own: each of its columns shows in a mart's.
            if (table.id().layer() != Layer.STATE) {
                assertThat(withCases).as("case folders").contains(table.id());
            }
        }
    }

    @Test
    void everyContractOfSilverAndGoldHasAListedTable() throws IOException {
        Set<TableId> listed = Tables.all().stream().map(Table::id).collect(Collectors.toSet());
        for (Path file : contractFiles()) {
            TableId id = idOf(file);
            if (id.layer() == Layer.SILVER || id.layer().asOfDay()) {
                assertThat(listed).as("tables listed in Tables").contains(id);
            }
        }
    }

    @Test
    void theGraphHasNoCyclesAndNoBackwardReads() {
        assertThat(Tables.graph().order()).hasSameSizeAs(Tables.all());
    }

    @Test
    void contractsSayWhatAReaderNeeds() throws IOException {
        for (Path file : contractFiles()) {
            TableContract contract = Contracts.of(idOf(file));
            assertThat(contract.purpose()).as(file + ": description.purpose").isNotBlank();
            assertThat(contract.grain())
                    .as(file + ": dataGranularityDescription")
                    .startsWith("One row")
                    .hasSizeLessThanOrEqualTo(LONGEST_GRAIN);
            assertThat(contract.primaryKey()).as(file + ": primary key").isNotEmpty();
            for (Column column : contract.columns()) {
                assertThat(column.description())
                        .as(file + ": description of " + column.name())
                        .hasSizeGreaterThan(8);
                if (column.type() instanceof NumericType && contract.id().layer() == Layer.GOLD) {
                    assertThat(column.unit())
                            .as(file + ": unit of " + column.name())
                            .isNotBlank();
                }
                if (contract.id().layer() == Layer.GOLD) {
                    assertThat(column.personal())
                            .as(file + ": personal data in gold, " + column.name())
                            .isFalse();
                }
            }
            contract.primaryKey()
                    .forEach(k -> assertThat(contract.column(k).orElseThrow().required())
                            .as(file + ": key column " + k + " is required")
                            .isTrue());
        }
    }

    static Set<Path> contractFiles() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("../conf/tables"))) {
            return files.filter(f -> f.toString().endsWith(".odcs.yaml")).collect(Collectors.toSet());
        }
    }

    private static TableId idOf(Path file) {
        return TableId.parse(file.getParent().getFileName() + "."
                + file.getFileName().toString().replace(".odcs.yaml", ""));
    }
}
