package dangol.jobs.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.VersionChecksum;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.files.TahoeBatchFileIndex;
import org.apache.spark.sql.sources.BaseRelation;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The data files of one version of a table. Delta puts their list together by Spark jobs, anew for every query that is planned,
 * and a run plans hundreds; the checksum of a version has the list as it is.
 */
record TableFiles(Snapshot snapshot, List<AddFile> files) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static TableFiles of(Snapshot snapshot) {
        Option<Seq<AddFile>> listed = snapshot.checksumOpt().flatMap(VersionChecksum::allFiles);
        return new TableFiles(
                snapshot,
                listed.isDefined()
                        ? CollectionConverters.asJava(listed.get())
                        : snapshot.allFiles().collectAsList());
    }

    /** Those in folders with one of the values of a column. */
    TableFiles in(String column, Set<String> values) {
        return new TableFiles(
                snapshot,
                files.stream().filter(f -> values.contains(value(f, column))).toList());
    }

    /** Those of some names, without folders. */
    TableFiles named(Set<String> names) {
        return new TableFiles(
                snapshot, files.stream().filter(f -> names.contains(name(f))).toList());
    }

    /** The name of a file without folders. */
    static String name(AddFile file) {
        return file.path().substring(file.path().lastIndexOf('/') + 1);
    }

    /** Those that may hold rows with at least a value of a column of whole numbers. */
    TableFiles reaching(String column, long least) {
        return new TableFiles(
                snapshot,
                files.stream().filter(f -> greatest(f, column) >= least).toList());
    }

    private static long greatest(AddFile file, String column) {
        try {
            JsonNode greatest = JSON.readTree(file.stats() == null ? "{}" : file.stats())
                    .path("maxValues")
                    .path(column);
            return greatest.asLong(Long.MAX_VALUE);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The log of " + file.path() + " has statistics that are no JSON.", e);
        }
    }

    /** The values of a column by which the table lies in folders. */
    Set<String> values(String column) {
        return files.stream().map(f -> value(f, column)).collect(Collectors.toSet());
    }

    private static String value(AddFile file, String column) {
        return file.partitionValues().get(column).get();
    }

    /** The names of the files that the version needs: its data files, and those that its deletion vectors lie in. */
    Set<String> onDisk() {
        Path table = snapshot.path().getParent();
        Stream<String> vectors = files.stream()
                .map(AddFile::deletionVector)
                .filter(v -> v != null && v.isOnDisk())
                .map(v -> v.absolutePath(table).getName());
        return Stream.concat(files.stream().map(TableFiles::name), vectors).collect(Collectors.toSet());
    }

    /** The rows of all files; empty when a file does not say. */
    Optional<Long> count() {
        ToLongFunction<AddFile> rows = f -> (Long) f.numLogicalRecords().get();
        return files.stream().allMatch(f -> f.numLogicalRecords().isDefined())
                ? Optional.of(files.stream().mapToLong(rows).sum())
                : Optional.empty();
    }

    Dataset<Row> rows(DeltaLog log) {
        return SparkSession.active().baseRelationToDataFrame(relation(log));
    }

    /** The rows as a source that queries of any session can read. */
    BaseRelation relation(DeltaLog log) {
        return log.buildHadoopFsRelationWithFileIndex(snapshot, new Index(log, this), Option.empty(), false);
    }

    /** Delta's own runs a query over its files each time that a scan of them is planned, also when it picks none of them out. */
    static final class Index extends TahoeBatchFileIndex {
        Index(DeltaLog log, TableFiles files) {
            super(
                    SparkSession.active(),
                    "batch",
                    CollectionConverters.asScala(files.files()).toSeq(),
                    log,
                    log.dataPath(),
                    files.snapshot(),
                    false);
        }

        @Override
        public Seq<AddFile> matchingFiles(Seq<Expression> partitionFilters, Seq<Expression> dataFilters) {
            boolean all =
                    CollectionConverters.asJava(partitionFilters).stream().allMatch(Literal.TrueLiteral()::equals);
            return all ? addFiles() : super.matchingFiles(partitionFilters, dataFilters);
        }

        List<DataFile> dataFiles() {
            List<AddFile> files = CollectionConverters.asJava(addFiles());
            Map<AddFile, RowNumbers> marked = new DeletionVectors(deltaLog()).of(files);
            return files.stream()
                    .map(f -> new DataFile(
                            f.absolutePath(deltaLog()).toUri().toString(),
                            (Long) f.numPhysicalRecords().get(),
                            marked.get(f)))
                    .toList();
        }
    }
}
