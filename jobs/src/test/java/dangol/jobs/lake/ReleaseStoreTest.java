package dangol.jobs.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseStoreTest {
    @TempDir
    Path home;

    private ReleaseStore releases;

    @BeforeEach
    void store() {
        releases = new ReleaseStore(Folder.of(home.toString(), new Configuration(false)));
    }

    private static Release release(long number) {
        return new Release(
                number,
                "shop",
                LocalDate.parse("2024-05-01"),
                Instant.parse("2024-05-02T01:00:00Z"),
                "",
                1,
                Map.of(),
                Map.of());
    }

    @Test
    void aReleaseIsNotTakenForTheHeldOneWhoseNumberItGot() throws IOException {
        releases.add(release(4));
        releases.show(release(4));
        releases.hold(release(5), "60 rows, usually 2");
        // The process ended after the note and before the release.
        Files.delete(home.resolve("releases/00000005.json"));
        releases.dropHeld();

        releases.add(release(5));
        releases.show(release(5));
        releases.add(release(6));
        releases.show(release(6));
        assertThat(releases.state(release(5))).isEqualTo(ReleaseStore.State.RELEASED);
        assertThat(releases.kept(3)).containsExactly(4L, 5L, 6L);
    }

    @Test
    void aHeldReleaseThatNobodyForcedWasNeverShown() {
        releases.hold(release(1), "60 rows, usually 2");
        assertThat(releases.state(release(1))).isEqualTo(ReleaseStore.State.HELD);
        assertThat(releases.whyHeld(release(1))).isEqualTo("60 rows, usually 2");
        releases.dropHeld();
        assertThat(releases.state(release(1))).isEqualTo(ReleaseStore.State.DROPPED);
    }

    @Test
    void aDamagedPointerIsNamedWithItsCure() throws IOException {
        releases.add(release(1));
        releases.show(release(1));
        Files.writeString(home.resolve("releases/current"), "");
        assertThatThrownBy(releases::current)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("releases/current is damaged: '' is no number of a release")
                .hasMessageContaining("Write the number of the last good release into it");
    }

    @Test
    void whoHasLostTheLakeWritesNothing() {
        releases.add(release(1));
        releases.show(release(1));
        releases.guard(() -> {
            throw new IllegalStateException("This run has lost the lake.");
        });
        assertThatThrownBy(() -> releases.add(release(2))).hasMessageContaining("lost the lake");
        assertThatThrownBy(() -> releases.renew(release(1))).hasMessageContaining("lost the lake");
        assertThatThrownBy(() -> releases.hold(release(2), "x")).hasMessageContaining("lost the lake");
        assertThatThrownBy(() -> releases.show(release(2))).hasMessageContaining("lost the lake");
        assertThat(releases.all()).containsExactly(release(1));
        assertThat(releases.held()).isEmpty();
    }
}
