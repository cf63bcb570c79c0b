package dangol.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void aCutObjectCanBeWrittenWhereverItIsCut() {
        String object = new Json().put("text", "😀".repeat(50)).toString();
        for (int i = 0; i < 200; i++) {
            String broken = Json.broken(Chance.of(7, Chance.Purpose.DIRT, i), object);
            assertThat(object).startsWith(broken).isNotEqualTo(broken);
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(broken)).isTrue();
        }
    }
}
