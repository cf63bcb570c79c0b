package dangol.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dangol.jobs.company.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state of a schedule in a folder is for the user alone who runs it. */
class StateKeyTest {
    @TempDir
    Path folder;

    private String url() {
        return "jdbc:h2:file:" + folder.resolve("schedule") + ";AUTO_SERVER=TRUE;TRACE_LEVEL_FILE=0";
    }

    @Test
    void aPasswordIsMadeOnceAndPrivate() throws IOException {
        StateKey key = new StateKey(folder.resolve("state"));
        assertThat(key.known()).isEmpty();
        String made = key.made();
        assertThat(made).matches("[0-9a-f]{32}");
        assertThat(new StateKey(folder.resolve("state")).made()).isEqualTo(made);
        assertThat(key.known()).isEqualTo(made);
        Path file = folder.resolve("state/schedule.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder.resolve("state"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aStateOfBeforeGetsThePasswordAndNobodyOpensItWithout() {
        try (State old = State.open(url())) {
            assertThat(old).isNotNull();
        }
        try (State first = State.open(url(), "0123456789abcdef");
                State second = State.open(url(), "0123456789abcdef")) {
            assertThat(first).isNotSameAs(second);
            assertThatThrownBy(() -> State.open(url())).hasMessageContaining("the state cannot be opened");
        }
    }

    @Test
    void aPasswordOnTheCommandLineIsRefusedAndNotRepeated() {
        for (String address :
                new String[] {"jdbc:postgresql://db/s?user=x&password=hunter2", "jdbc:postgresql://x:hunter2@db/s"}) {
            assertThatThrownBy(() -> State.open(address))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("DANGOL_STATE_PASSWORD")
                    .hasMessageNotContaining("hunter2");
        }
    }
}
