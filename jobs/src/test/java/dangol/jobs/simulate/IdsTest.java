package dangol.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdsTest {

    @Test
    void noTwoOwnersOrSequencesShareAnId() {
        Set<String> ids = new HashSet<>();
        int made = 0;
        for (long owner : new long[] {0, 1, 2, 999, 1000, 9_999_999, 1L << 25, (1L << 25) + 1}) {
            for (int sequence = 0; sequence < 4000; sequence++) {
                ids.add(Ids.of("X", owner, sequence));
                made++;
            }
        }

        assertThat(ids).hasSize(made).allMatch(id -> id.length() == 14);
    }

    @Test
    void tooManyIdsOfOneOwnerAreRefusedInsteadOfRepeated() {
        assertThatThrownBy(() -> Ids.of("X", 1, 1 << 15)).hasMessageContaining("too many ids");
    }
}
