package dangol;

import java.io.Serializable;
import java.text.Normalizer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Text in the composed letters of Unicode (NFC). Many letters, such as é and all syllables of Korean, can also be written as the
 * parts that they are made of (NFD): they look the same and are other bytes.
 */
public final class ComposedText implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final ComposedText ONLY = new ComposedText();

    private ComposedText() {}

    /** Each text in composed letters, null for null. */
    public static Column of(Column text) {
        return ByReference.call(ONLY, ComposedText.class, "compose", DataTypes.StringType, text, DataTypes.StringType);
    }

    /** For the code that Spark generates. Most keys are digits and letters of ASCII, which have no parts. */
    public UTF8String compose(UTF8String text) {
        if (text.numChars() == text.numBytes()) {
            return text;
        }
        String letters = text.toString();
        return Normalizer.isNormalized(letters, Normalizer.Form.NFC)
                ? text
                : UTF8String.fromString(Normalizer.normalize(letters, Normalizer.Form.NFC));
    }

    /** Equal expressions are computed once. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ComposedText;
    }

    @Override
    public int hashCode() {
        return 1;
    }

    @Override
    public String toString() {
        return "composed";
    }
}
