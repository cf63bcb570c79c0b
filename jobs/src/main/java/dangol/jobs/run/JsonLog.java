package dangol.jobs.run;

import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.message.MapMessage;

/** What a command says as JSON, one object a line on standard error; Spark's own log takes the same form. */
public final class JsonLog {
    private static final String APPENDER = "dangol.log.appender";
    private static final Logger LOG = LogManager.getLogger("dangol.run");

    private JsonLog() {}

    public static boolean isOn() {
        return "json".equals(System.getProperty(APPENDER));
    }

    /** Says from here on everything as JSON, or everything as text. */
    public static void choose(boolean json) {
        if (json != isOn()) {
            System.setProperty(APPENDER, json ? "json" : "console");
            ((LoggerContext) LogManager.getContext(false)).reconfigure();
        }
    }

    /** @param fields numbers and names that the object carries beside the text */
    public static void info(String text, Map<String, Object> fields) {
        LOG.info(new Line(text, fields));
    }

    /** @param cause whose stack trace is shown, or null */
    public static void error(String text, Map<String, Object> fields, Throwable cause) {
        LOG.error(new Line(text, fields), cause);
    }

    /** A text with fields; only the text is the message. */
    private static final class Line extends MapMessage<Line, Object> {
        private static final long serialVersionUID = 1L;

        private final String text;

        Line(String text, Map<String, Object> fields) {
            super(fields);
            this.text = text;
        }

        @Override
        public String getFormattedMessage() {
            return text;
        }

        @Override
        public void formatTo(StringBuilder buffer) {
            buffer.append(text);
        }

        @Override
        public void formatTo(String[] formats, StringBuilder buffer) {
            buffer.append(text);
        }

        @Override
        public Line newInstance(Map<String, Object> map) {
            return new Line(text, map);
        }
    }
}
