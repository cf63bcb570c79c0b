package dangol.jobs.report;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A page of a report as its readers get it: elements, tables, data of charts. */
final class ReadPage {
    private final String html;
    private final Document document;

    /** A cell: what is shown and what it stands for. */
    record Shown(String text, String value) {}

    private ReadPage(String html, Document document) {
        this.html = html;
        this.document = document;
    }

    /** @throws org.xml.sax.SAXException when an element is not closed or a character not escaped */
    static ReadPage of(Path file) throws Exception {
        String html = Files.readString(file);
        String elements = html.replaceAll("(?s)<(script|style)\\b.*?</\\1>", "");
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return new ReadPage(html, factory.newDocumentBuilder().parse(new InputSource(new StringReader(elements))));
    }

    String html() {
        return html;
    }

    String text() {
        return document.getDocumentElement().getTextContent();
    }

    List<Element> all(String tag) {
        return all(document.getDocumentElement(), tag);
    }

    private static List<Element> all(Element below, String tag) {
        NodeList found = below.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    /** Ids of the parts of the page. */
    List<String> parts() {
        return all("section").stream().map(s -> s.getAttribute("id")).toList();
    }

    Optional<Element> part(String id) {
        return all("*").stream().filter(e -> e.getAttribute("id").equals(id)).findFirst();
    }

    String textOf(String id) {
        return part(id).orElseThrow().getTextContent().replaceAll("\\s+", " ").strip();
    }

    boolean hasTable(String id) {
        return !all(part(id).orElseThrow(), "table").isEmpty();
    }

    List<List<Shown>> rows(String id) {
        Element body = all(part(id).orElseThrow(), "tbody").get(0);
        List<List<Shown>> rows = new ArrayList<>();
        for (Element row : all(body, "tr")) {
            List<Shown> cells = new ArrayList<>();
            for (Element cell : all(row, "*")) {
                cells.add(new Shown(cell.getTextContent(), cell.getAttribute("data-value")));
            }
            rows.add(cells);
        }
        return rows;
    }

    String query(String id) {
        return all(part(id).orElseThrow(), "pre").get(0).getTextContent();
    }

    /** The figure of a tile or of a line of what needs attention. */
    String figure(String id) {
        return all(part(id).orElseThrow(), "data").get(0).getAttribute("value");
    }

    List<String> charts() {
        List<String> charts = new ArrayList<>();
        Matcher matcher = Pattern.compile("(?s)<script type=\"application/json\"[^>]*>(.*?)</script>")
                .matcher(html);
        while (matcher.find()) {
            charts.add(matcher.group(1));
        }
        return charts;
    }
}
