package dangol.jobs.simulate;

import java.util.List;

/** One JSON object, written key by key. */
final class Json {

    private final StringBuilder text = new StringBuilder(256).append('{');

    Json put(String key, String value) {
        key(key);
        if (value == null) {
            text.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    /** A number, boolean, object or array already written as JSON; null stays null. */
    Json raw(String key, Object value) {
        key(key).text.append(value);
        return this;
    }

    private Json key(String key) {
        if (text.length() > 1) {
            text.append(',');
        }
        quote(key);
        text.append(':');
        return this;
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                default -> text.append(c);
            }
        }
        text.append('"');
    }

    static String array(List<String> elements) {
        return "[" + String.join(",", elements) + "]";
    }

    static String string(String value) {
        Json json = new Json();
        json.text.setLength(0);
        json.quote(value);
        return json.text.toString();
    }

    /** A cut through a JSON object: never an object itself, and never half a character. */
    static String broken(Chance dirt, String object) {
        int end = dirt.between(object.length() / 4, object.length() - 2);
        return object.substring(0, Character.isHighSurrogate(object.charAt(end - 1)) ? end - 1 : end);
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
