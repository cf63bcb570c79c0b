package dangol.jobs.report;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dangol.jobs.report.Report.Notice;
import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes pages as HTML files that need no other file and no network. */
final class Templates {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);
    private final Texts texts;

    Templates(Texts texts) {
        this.texts = texts;
        configuration.setClassForTemplateLoading(Templates.class, "/report");
        configuration.setDefaultEncoding("UTF-8");
        configuration.setOutputFormat(HTMLOutputFormat.INSTANCE);
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        configuration.setFallbackOnNullLoopVariable(false);
    }

    /**
     * @param pages all pages, for the navigation
     * @param head what every page says of the release
     * @param notices where not all is well with it
     */
    void write(Page page, List<Page> pages, Map<String, String> head, List<Notice> notices, Writer out)
            throws IOException {
        Map<String, Object> model = new HashMap<>();
        model.put("page", map(page));
        model.put("pages", pages.stream().map(Templates::map).toList());
        model.put("head", head);
        model.put("notices", notices.stream().map(Templates::map).toList());
        model.put("texts", texts.all());
        model.put("style", Theme.style());
        model.put("script", Theme.script());
        model.put("library", library(page));
        try {
            Template template = configuration.getTemplate("page.ftlh");
            template.process(model, out);
        } catch (TemplateException e) {
            throw new IllegalStateException("The page " + page.file() + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Heat maps are in the whole library alone; a page without charts has none. */
    private static String library(Page page) {
        boolean drawn = page.sections().stream().anyMatch(s -> s.chart() != null);
        boolean heat = page.sections().stream()
                .anyMatch(s -> s.chart() != null && s.chart().json().contains("\"heatmap\""));
        return drawn ? Theme.charts(heat ? Theme.Charts.ALL : Theme.Charts.COMMON) : "";
    }

    private static Map<String, Object> map(Object part) {
        return JSON.convertValue(part, new TypeReference<>() {});
    }
}
