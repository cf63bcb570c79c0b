package dangol.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;

/** The zone of the machine; the program itself always works in UTC. */
final class SystemZone {
    private SystemZone() {}

    static ZoneId zone() {
        return Stream.of(environment(), link(), text())
                .flatMap(List::stream)
                .filter(ZoneId.getAvailableZoneIds()::contains)
                .map(ZoneId::of)
                .findFirst()
                .orElseGet(SystemZone::ofJava);
    }

    private static ZoneId ofJava() {
        try {
            return ZoneId.systemDefault();
        } catch (DateTimeException e) {
            return ZoneId.of("UTC");
        }
    }

    private static List<String> environment() {
        String zone = System.getenv("TZ");
        return zone == null ? List.of() : List.of(zone.replaceFirst("^:", ""));
    }

    private static List<String> link() {
        try {
            String target = Path.of("/etc/localtime").toRealPath().toString();
            return List.of(target.replaceFirst("^.*zoneinfo/", ""));
        } catch (IOException e) {
            return List.of();
        }
    }

    private static List<String> text() {
        try {
            return List.of(Files.readString(Path.of("/etc/timezone")).strip());
        } catch (IOException e) {
            return List.of();
        }
    }
}
