package dangol.jobs.init;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * How the text of a file is encoded, found out from its first bytes.
 *
 * @param charset the encoding to decode it with
 * @param option what the feed's option 'encoding' must say; empty for UTF-8
 * @param fault why the feed cannot be read in this encoding, or empty
 */
record TextEncoding(Charset charset, String option, String fault) {
    static final int LOOKED_AT_BYTES = 4 << 20;
    private static final double KOREAN_SHARE = 0.3;

    /** The encoding of a file; compressed files (.gz) are looked into. */
    static TextEncoding of(Path file) throws IOException {
        byte[] head;
        try (InputStream in = open(file)) {
            head = in.readNBytes(LOOKED_AT_BYTES);
        }
        if (startsWith(head, 0xFF, 0xFE) || startsWith(head, 0xFE, 0xFF)) {
            return new TextEncoding(StandardCharsets.UTF_16, "UTF-16", "");
        }
        if (decodes(head, StandardCharsets.UTF_8)) {
            return new TextEncoding(StandardCharsets.UTF_8, "", "");
        }
        Charset korean = Charset.forName("MS949");
        if (decodes(head, korean) && hangulShare(new String(head, korean)) > KOREAN_SHARE) {
            return new TextEncoding(korean, "", refused(file, "CP949"));
        }
        boolean western = true;
        for (byte b : head) {
            western &= (b & 0xFF) < 0x80 || (b & 0xFF) > 0x9F;
        }
        return new TextEncoding(
                western ? StandardCharsets.ISO_8859_1 : Charset.forName("windows-1252"),
                western ? "ISO-8859-1" : "",
                western ? "" : refused(file, "WINDOWS-1252"));
    }

    static InputStream open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    }

    private static String refused(Path file, String name) {
        return "its text is in " + name + ", which cannot be read. Convert it:  iconv -f " + name + " -t UTF-8 '"
                + file.getFileName() + "' > NEW_FILE";
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes.length >= 2 && (bytes[0] & 0xFF) == first && (bytes[1] & 0xFF) == second;
    }

    /** A character cut at the end of what was read is no fault. */
    private static boolean decodes(byte[] bytes, Charset charset) {
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        return !charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes), out, bytes.length < LOOKED_AT_BYTES)
                .isError();
    }

    private static double hangulShare(String text) {
        long beyond = text.codePoints().filter(c -> c > 0x7F).count();
        long hangul = text.codePoints().filter(c -> c >= 0xAC00 && c <= 0xD7A3).count();
        return beyond == 0 ? 0 : (double) hangul / beyond;
    }
}
