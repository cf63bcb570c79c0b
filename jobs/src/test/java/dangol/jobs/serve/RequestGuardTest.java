package dangol.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.connect.proto.AnalyzePlanRequest;
import org.apache.spark.connect.proto.CachedLocalRelation;
import org.apache.spark.connect.proto.Command;
import org.apache.spark.connect.proto.CommonInlineUserDefinedFunction;
import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.ExecutePlanRequest;
import org.apache.spark.connect.proto.Expression;
import org.apache.spark.connect.proto.KeyValue;
import org.apache.spark.connect.proto.MlCommand;
import org.apache.spark.connect.proto.MlRelation;
import org.apache.spark.connect.proto.Plan;
import org.apache.spark.connect.proto.Project;
import org.apache.spark.connect.proto.PythonUDF;
import org.apache.spark.connect.proto.Read;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.SQL;
import org.apache.spark.connect.proto.SqlCommand;
import org.apache.spark.connect.proto.UserContext;
import org.apache.spark.connect.proto.WithRelations;
import org.junit.jupiter.api.Test;
import org.sparkproject.connect.protobuf.Any;

/** Requests that clients of other languages, or of nobody, could send. */
class RequestGuardTest {
    private static final Relation TABLE = Relation.newBuilder()
            .setRead(
                    Read.newBuilder().setNamedTable(Read.NamedTable.newBuilder().setUnparsedIdentifier("gold.churn")))
            .build();

    @Test
    void aQueryOnATableIsServed() {
        assertThat(RequestGuard.refusedIn(query(TABLE))).isEmpty();
        assertThat(RequestGuard.refusedIn(command(Command.newBuilder()
                        .setSqlCommand(SqlCommand.newBuilder()
                                .setInput(Relation.newBuilder()
                                        .setSql(SQL.newBuilder().setQuery("SELECT 1"))))
                        .build())))
                .isEmpty();
    }

    @Test
    void modelsAreRefused() {
        assertThat(RequestGuard.refusedIn(command(Command.newBuilder()
                        .setMlCommand(MlCommand.newBuilder()
                                .setRead(MlCommand.Read.newBuilder().setPath("/etc")))
                        .build())))
                .containsExactly("'ml command'");
        assertThat(RequestGuard.refusedIn(query(Relation.newBuilder()
                        .setMlRelation(MlRelation.newBuilder())
                        .build())))
                .containsExactly("'ml relation'");
    }

    @Test
    void whatIsRefusedIsFoundHoweverDeepItLies() {
        Expression function = Expression.newBuilder()
                .setCommonInlineUserDefinedFunction(
                        CommonInlineUserDefinedFunction.newBuilder().setPythonUdf(PythonUDF.newBuilder()))
                .build();
        Relation inner = Relation.newBuilder()
                .setProject(Project.newBuilder()
                        .setInput(TABLE)
                        .addExpressions(Expression.newBuilder()
                                .setAlias(Expression.Alias.newBuilder().setExpr(function))))
                .build();
        Relation outer = Relation.newBuilder()
                .setWithRelations(WithRelations.newBuilder().setRoot(TABLE).addReferences(inner))
                .build();
        assertThat(RequestGuard.refusedIn(query(outer))).contains("'common inline user defined function'");
    }

    @Test
    void rowsThatWereUploadedAndStreamsAreRefused() {
        assertThat(RequestGuard.refusedIn(query(Relation.newBuilder()
                        .setCachedLocalRelation(CachedLocalRelation.newBuilder())
                        .build())))
                .containsExactly("'cached local relation'");
        Relation stream = Relation.newBuilder()
                .setRead(TABLE.getRead().toBuilder().setIsStreaming(true))
                .build();
        assertThat(RequestGuard.refusedIn(query(stream))).containsExactly("A stream");
    }

    @Test
    void extensionsOfTheProtocolAreRefused() {
        assertThat(RequestGuard.refusedIn(query(Relation.newBuilder()
                        .setExtension(Any.getDefaultInstance())
                        .build())))
                .containsExactly("'google protobuf any'");
        assertThat(RequestGuard.refusedIn(AnalyzePlanRequest.newBuilder()
                        .setUserContext(UserContext.newBuilder().addExtensions(Any.getDefaultInstance()))
                        .build()))
                .containsExactly("'google protobuf any'");
    }

    @Test
    void cachesAreRefused() {
        assertThat(RequestGuard.refusedIn(AnalyzePlanRequest.newBuilder()
                        .setPersist(AnalyzePlanRequest.Persist.newBuilder().setRelation(TABLE))
                        .build()))
                .containsExactly("'analyze plan request persist'");
    }

    @Test
    void settingsAreReadAndSetByName() {
        assertThat(RequestGuard.refusedIn(set("spark.sql.session.timeZone"))).isEmpty();
        assertThat(RequestGuard.refusedIn(set("spark.sql.runSQLOnFiles")))
                .containsExactly("The setting spark.sql.runSQLOnFiles");
        assertThat(RequestGuard.refusedIn(get("spark.sql.shuffle.partitions"))).isEmpty();
        assertThat(RequestGuard.refusedIn(get("spark.hadoop.fs.s3a.secret.key")))
                .containsExactly("The setting spark.hadoop.fs.s3a.secret.key");
        assertThat(RequestGuard.refusedIn(ConfigRequest.newBuilder()
                        .setOperation(ConfigRequest.Operation.newBuilder().setGetAll(ConfigRequest.GetAll.newBuilder()))
                        .build()))
                .containsExactly("'config request get all'");
    }

    private static ConfigRequest set(String key) {
        return ConfigRequest.newBuilder()
                .setOperation(ConfigRequest.Operation.newBuilder()
                        .setSet(ConfigRequest.Set.newBuilder()
                                .addPairs(KeyValue.newBuilder().setKey(key).setValue("x"))))
                .build();
    }

    private static ConfigRequest get(String key) {
        return ConfigRequest.newBuilder()
                .setOperation(ConfigRequest.Operation.newBuilder()
                        .setGet(ConfigRequest.Get.newBuilder().addKeys(key)))
                .build();
    }

    private static ExecutePlanRequest query(Relation relation) {
        return ExecutePlanRequest.newBuilder()
                .setPlan(Plan.newBuilder().setRoot(relation))
                .build();
    }

    private static ExecutePlanRequest command(Command command) {
        return ExecutePlanRequest.newBuilder()
                .setPlan(Plan.newBuilder().setCommand(command))
                .build();
    }
}
