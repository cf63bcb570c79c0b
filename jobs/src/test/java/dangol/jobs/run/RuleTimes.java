package dangol.jobs.run;

import dangol.Table;
import dangol.Tables;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.contract.TableRule;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.lake.Sessions;
import dangol.jobs.publish.DuckDbFile;
import dangol.jobs.quality.Checks;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** What each rule between tables costs on the last release of a lake, the dearest first. */
public final class RuleTimes {
    private RuleTimes() {}

    private record Cost(String rule, double seconds, double cpuSeconds) {}

    /** Argument: a company's YAML. */
    public static void main(String[] arguments) {
        SparkSession spark = Sessions.start(null, Map.of());
        Company company = CompanyReader.read(Path.of(arguments[0]));
        Workplace place = Workplace.open(spark, company, new Progress(System.out));
        Release release = new ReleaseStore(place.home()).current().orElseThrow();
        var silver = Tables.all().stream()
                .map(Table::id)
                .filter(id -> id.layer() == Layer.SILVER)
                .collect(Collectors.toMap(id -> id, id -> CompanyTables.silver(place, id)));
        List<Cost> costs = new ArrayList<>();
        try (DuckDbFile.Draft draft = new DuckDbFile(place.lake(), place.home(), company).build(release, silver)) {
            Checks.Answers timed = sql -> draft.rows(sql);
            for (TableId id :
                    release.tables().keySet().stream().map(TableId::parse).toList()) {
                costs.addAll(costs(Contracts.of(id), release, timed));
            }
            silver.keySet().forEach(id -> costs.addAll(costs(Contracts.of(id), release, timed)));
        }
        costs.sort(Comparator.comparingDouble(Cost::seconds).reversed());
        costs.forEach(c ->
                System.out.printf(Locale.ROOT, "%8.2f s %8.2f CPU s  %s%n", c.seconds(), c.cpuSeconds(), c.rule()));
        spark.stop();
    }

    private static List<Cost> costs(TableContract contract, Release release, Checks.Answers answers) {
        List<Cost> costs = new ArrayList<>();
        for (TableRule rule : contract.tableRules()) {
            long start = System.nanoTime();
            long cpu = cpu();
            new Checks(answers, release.asOf()).check(contract, rule);
            Cost cost =
                    new Cost(contract.id() + " " + rule.name(), (System.nanoTime() - start) / 1e9, (cpu() - cpu) / 1e9);
            System.out.printf(Locale.ROOT, "%8.2f s %s%n", cost.seconds(), cost.rule());
            costs.add(cost);
        }
        return costs;
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
