package dangol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The borders of the transforms: Dataset in, Dataset out; no files, no Delta, no clock, no session. */
class ArchitectureTest {
    private static final Set<String> ACTIONS = Set.of(
            "collect",
            "collectAsList",
            "take",
            "takeAsList",
            "head",
            "first",
            "count",
            "show",
            "foreach",
            "foreachPartition",
            "write",
            "writeTo",
            "writeStream",
            "toLocalIterator",
            "checkpoint",
            "localCheckpoint",
            "persist",
            "cache",
            "createOrReplaceTempView",
            "createTempView",
            "createGlobalTempView",
            "sparkSession",
            "reduce",
            "isEmpty",
            "toJavaRDD",
            "rdd");
    private static final Set<String> CLOCK_AND_CHANCE = Set.of(
            "current_date",
            "curdate",
            "current_timestamp",
            "localtimestamp",
            "now",
            "unix_timestamp",
            "rand",
            "randn",
            "random",
            "uuid",
            "shuffle",
            "monotonically_increasing_id",
            "spark_partition_id",
            "input_file_name",
            "expr",
            "callUDF",
            "call_function");

    private static JavaClasses transforms;

    @BeforeAll
    static void read() {
        transforms = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                .importPackages("dangol");
    }

    @Test
    void transformsDoNotKnowJobsNorDelta() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dangol.jobs..", "io.delta..", "org.apache.hadoop..", "java.sql..", "org.duckdb..")
                .check(transforms);
    }

    @Test
    void tablesTakeNoActionAndAskForNoSession() {
        noClasses()
                .should()
                .callMethodWhere(call(Dataset.class, ACTIONS))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(SparkSession.class)
                .check(transforms);
    }

    @Test
    void tablesAskNeitherTheClockNorChance() {
        noClasses()
                .should()
                .callMethodWhere(call(functions.class, CLOCK_AND_CHANCE))
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.Random.class)
                .check(transforms);
    }

    @Test
    void contractsKnowNoTables() {
        classes()
                .that()
                .resideInAPackage("dangol.contract..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dangol.contract..",
                        "java..",
                        "org.apache.spark.sql.types..",
                        "com.fasterxml.jackson..",
                        "scala..")
                .check(transforms);
    }

    @Test
    void modelsArePlainJava() {
        noClasses()
                .that()
                .resideInAPackage("dangol.model..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.spark..")
                .check(transforms);
    }

    private static DescribedPredicate<JavaCall<?>> call(Class<?> owner, Set<String> names) {
        return DescribedPredicate.describe(
                "a call of " + owner.getSimpleName() + " " + names,
                c -> c.getTargetOwner().isAssignableTo(owner)
                        && names.contains(c.getTarget().getName()));
    }
}
