package dangol.jobs.report;

import java.util.Locale;

/** The languages of the pages. */
public enum Language {
    EN(Locale.UK),
    KO(Locale.KOREA);

    private final Locale locale;

    Language(Locale locale) {
        this.locale = locale;
    }

    Locale locale() {
        return locale;
    }
}
