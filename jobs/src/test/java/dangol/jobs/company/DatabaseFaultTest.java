package dangol.jobs.company;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which refusals of a database are worth trying again. */
class DatabaseFaultTest {
    @ParameterizedTest
    @ValueSource(strings = {"08001", "08006", "53300", "57P03", "58030", "HYT00", ""})
    void whatMayPassIsAnOutage(String state) {
        assertThat(fault(new SQLException("refused", state))).isInstanceOf(OutageException.class);
        assertThat(fault(new SQLException("IO Error: Could not set lock on file")))
                .isInstanceOf(OutageException.class);
        assertThat(fault(new IllegalStateException("interrupted"))).isInstanceOf(OutageException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42P01", "42501", "28P01", "3D000", "3F000", "0A000"})
    void whatIsTheSameTheNextTimeIsConfiguration(String state) {
        assertThat(fault(new IllegalStateException(new SQLException("refused", state))))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void aMissingDriverAndAWrongStatementForDuckDbAreConfiguration() {
        List<Exception> wrong = List.of(
                unknownDriver(),
                new ClassNotFoundException("com.example.Driver"),
                new SQLException("Catalog Error: Table with name sales does not exist!"),
                new SQLException("Binder Error: Referenced column \"day\" not found"),
                new SQLException("Parser Error: syntax error at or near \"FORM\""));
        assertThat(wrong).allSatisfy(e -> assertThat(fault(e)).isInstanceOf(ConfigurationException.class));
    }

    @Test
    void bothSayWhereWhatAndHowToMendIt() {
        assertThat(List.of(fault(new SQLException("x", "08001")), fault(new SQLException("x", "42P01"))))
                .allSatisfy(e ->
                        assertThat(e).hasMessage("company.yaml:8: feed 'crm' cannot be read.\n    -> Check 'url:'."));
    }

    private static RuntimeException fault(Exception e) {
        return DatabaseFault.of(e, "company.yaml:8", "feed 'crm' cannot be read.", "Check 'url:'.");
    }

    private static SQLException unknownDriver() {
        try {
            DriverManager.getConnection("jdbc:nosuchdb://localhost/crm").close();
            throw new AssertionError("there is a driver");
        } catch (SQLException e) {
            return e;
        }
    }
}
