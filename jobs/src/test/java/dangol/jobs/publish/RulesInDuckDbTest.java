package dangol.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dangol.Tables;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableId;
import dangol.jobs.quality.Checks;
import dangol.jobs.quality.DuckDbAnswers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** A rule that DuckDB does not understand would end every run; it is found here, on tables without rows, in a second. */
class RulesInDuckDbTest {
    @Test
    void everyRuleOfEveryGoldTableIsUnderstood() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement duckDb = connection.createStatement()) {
            duckDb.execute("CREATE SCHEMA silver");
            duckDb.execute("CREATE SCHEMA gold");
            for (TableId id : Tables.graph().order()) {
                if (id.layer() == Layer.SILVER || id.layer() == Layer.GOLD) {
                    duckDb.execute("CREATE TABLE " + id + " (" + DuckDbFile.columns(Contracts.of(id)) + ")");
                }
            }
            Checks checks = new Checks(new DuckDbAnswers(duckDb), LocalDate.of(2025, 12, 31));
            int tables = 0;
            for (TableId id : Tables.graph().order()) {
                if (id.layer() == Layer.GOLD) {
                    assertThatCode(() -> checks.check(Contracts.of(id)))
                            .as(id.toString())
                            .doesNotThrowAnyException();
                    tables++;
                }
            }
            assertThat(tables).isGreaterThan(12);
        }
    }
}
