package dangol.jobs.serve;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.CreateDataFrameViewCommand;
import org.apache.spark.connect.proto.KeyValue;
import org.apache.spark.connect.proto.Read;
import org.sparkproject.connect.grpc.ForwardingServerCallListener;
import org.sparkproject.connect.grpc.Metadata;
import org.sparkproject.connect.grpc.ServerCall;
import org.sparkproject.connect.grpc.ServerCallHandler;
import org.sparkproject.connect.grpc.ServerInterceptor;
import org.sparkproject.connect.grpc.Status;
import org.sparkproject.connect.protobuf.Descriptors.Descriptor;
import org.sparkproject.connect.protobuf.Descriptors.FieldDescriptor;
import org.sparkproject.connect.protobuf.Message;

/**
 * Refuses requests before Spark looks at them: every message of Spark Connect's protocol that a request is made of must be in the list.
 * It keeps out what never becomes a plan (class files, settings, models), and what Spark does while it still makes the plan, such as
 * looking into the file that is to be read.
 */
public final class RequestGuard implements ServerInterceptor {
    private static final String PROTOCOL = "spark.connect.";

    private static final Set<String> METHODS = Set.of(
            "ExecutePlan",
            "AnalyzePlan",
            "Config",
            "Interrupt",
            "ReattachExecute",
            "ReleaseExecute",
            "ReleaseSession",
            "FetchErrorDetails");

    /** An expression and its parts, and a type and its parts, have their names in front. */
    private static final Set<String> FAMILIES = Set.of("Expression", "DataType");

    /** A type that names a class. */
    private static final String CLASS_TYPE = "DataType.UDT";

    private static final Set<String> MESSAGES = Set.of(
            // What a request is and who asks
            "ExecutePlanRequest",
            "ExecutePlanRequest.RequestOption",
            "ReattachOptions",
            "AnalyzePlanRequest",
            "AnalyzePlanRequest.DDLParse",
            "AnalyzePlanRequest.Explain",
            "AnalyzePlanRequest.GetStorageLevel",
            "AnalyzePlanRequest.InputFiles",
            "AnalyzePlanRequest.IsLocal",
            "AnalyzePlanRequest.IsStreaming",
            "AnalyzePlanRequest.JsonToDDL",
            "AnalyzePlanRequest.SameSemantics",
            "AnalyzePlanRequest.Schema",
            "AnalyzePlanRequest.SemanticHash",
            "AnalyzePlanRequest.SparkVersion",
            "AnalyzePlanRequest.TreeString",
            "ConfigRequest",
            "ConfigRequest.Get",
            "ConfigRequest.GetOption",
            "ConfigRequest.GetWithDefault",
            "ConfigRequest.IsModifiable",
            "ConfigRequest.Operation",
            "ConfigRequest.Set",
            "ConfigRequest.Unset",
            "KeyValue",
            "FetchErrorDetailsRequest",
            "InterruptRequest",
            "ReattachExecuteRequest",
            "ReleaseExecuteRequest",
            "ReleaseExecuteRequest.ReleaseAll",
            "ReleaseExecuteRequest.ReleaseUntil",
            "ReleaseSessionRequest",
            "UserContext",
            "Origin",
            "JvmOrigin",
            "PythonOrigin",
            "StackTraceElement",
            // Queries
            "Plan",
            "Relation",
            "RelationCommon",
            "Aggregate",
            "Aggregate.GroupingSets",
            "Aggregate.Pivot",
            "AsOfJoin",
            "CollectMetrics",
            "Deduplicate",
            "Drop",
            "Filter",
            "Hint",
            "HtmlString",
            "Join",
            "Join.JoinDataType",
            "LateralJoin",
            "Limit",
            "LocalRelation",
            "NADrop",
            "NAFill",
            "NAReplace",
            "NAReplace.Replacement",
            "Offset",
            "Project",
            "Range",
            "Read",
            "Read.NamedTable",
            "Repartition",
            "RepartitionByExpression",
            "SQL",
            "Sample",
            "SetOperation",
            "ShowString",
            "Sort",
            "StatApproxQuantile",
            "StatCorr",
            "StatCov",
            "StatCrosstab",
            "StatDescribe",
            "StatFreqItems",
            "StatSummary",
            "SubqueryAlias",
            "Tail",
            "ToDF",
            "ToSchema",
            "Transpose",
            "UnresolvedTableValuedFunction",
            "Unpivot",
            "Unpivot.Values",
            "WithColumns",
            "WithColumnsRenamed",
            "WithColumnsRenamed.Rename",
            "WithRelations",
            // Expressions outside their family
            "Bools",
            "CallFunction",
            "Doubles",
            "ExpressionCommon",
            "Floats",
            "Ints",
            "Longs",
            "NamedArgumentExpression",
            "Strings",
            "SubqueryExpression",
            "SubqueryExpression.TableArgOptions",
            // Statements, whose plans are looked at again, and views of the session
            "Command",
            "CreateDataFrameViewCommand",
            "SqlCommand",
            // Looking into the catalog
            "Catalog",
            "CurrentCatalog",
            "CurrentDatabase",
            "DatabaseExists",
            "DropTempView",
            "FunctionExists",
            "GetDatabase",
            "GetFunction",
            "GetTable",
            "IsCached",
            "ListCatalogs",
            "ListColumns",
            "ListDatabases",
            "ListFunctions",
            "ListTables",
            "SetCurrentCatalog",
            "SetCurrentDatabase",
            "TableExists");

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = String.valueOf(call.getMethodDescriptor().getBareMethodName());
        if (!METHODS.contains(method)) {
            refuse(call, "'" + Refusal.words(method) + "'");
            return new ServerCall.Listener<>() {};
        }
        return new Checked<>(call, next.startCall(call, headers));
    }

    private static void refuse(ServerCall<?, ?> call, String what) {
        call.close(Status.PERMISSION_DENIED.withDescription(Refusal.sentence(what)), new Metadata());
    }

    /** Hands a call on as long as nothing in it was refused. */
    private static final class Checked<Q> extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
        private final ServerCall<?, ?> call;
        private boolean refused;

        Checked(ServerCall<?, ?> call, ServerCall.Listener<Q> next) {
            super(next);
            this.call = call;
        }

        @Override
        public void onMessage(Q request) {
            List<String> faults = refusedIn((Message) request).limit(1).toList();
            if (faults.isEmpty()) {
                super.onMessage(request);
            } else {
                refused = true;
                refuse(call, faults.get(0));
            }
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                super.onHalfClose();
            }
        }
    }

    /** What of a request is refused, as subjects of a sentence. */
    static Stream<String> refusedIn(Message message) {
        Descriptor type = message.getDescriptorForType();
        if (!type.getOptions().getMapEntry() && !isServed(type.getFullName())) {
            return Stream.of("'" + Refusal.words(type.getFullName().replace(PROTOCOL, "")) + "'");
        }
        return Stream.concat(
                refusedItself(message),
                message.getAllFields().entrySet().stream()
                        .flatMap(RequestGuard::parts)
                        .flatMap(RequestGuard::refusedIn));
    }

    private static boolean isServed(String type) {
        if (!type.startsWith(PROTOCOL)) {
            return false;
        }
        String name = type.substring(PROTOCOL.length());
        return MESSAGES.contains(name) || (FAMILIES.contains(name.split("\\.", 2)[0]) && !name.equals(CLASS_TYPE));
    }

    private static Stream<Message> parts(Map.Entry<FieldDescriptor, Object> field) {
        if (field.getKey().getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return Stream.empty();
        }
        return field.getValue() instanceof Collection<?> list
                ? list.stream().map(Message.class::cast)
                : Stream.of((Message) field.getValue());
    }

    /** Messages that are served, but not with every content. */
    private static Stream<String> refusedItself(Message message) {
        if (message instanceof Read read && read.getIsStreaming()) {
            return Stream.of("A stream");
        }
        if (message instanceof CreateDataFrameViewCommand view && view.getIsGlobal()) {
            return Stream.of("A view that outlives the session");
        }
        if (message instanceof ConfigRequest.Set set) {
            return unless(set.getPairsList().stream().map(KeyValue::getKey), true);
        }
        if (message instanceof ConfigRequest.Unset unset) {
            return unless(unset.getKeysList().stream(), true);
        }
        if (message instanceof ConfigRequest.Get get) {
            return unless(get.getKeysList().stream(), false);
        }
        if (message instanceof ConfigRequest.GetOption get) {
            return unless(get.getKeysList().stream(), false);
        }
        if (message instanceof ConfigRequest.GetWithDefault get) {
            return unless(get.getPairsList().stream().map(KeyValue::getKey), false);
        }
        return Stream.empty();
    }

    private static Stream<String> unless(Stream<String> keys, boolean set) {
        return keys.filter(k -> set ? !SessionSettings.isSettable(k) : !SessionSettings.isReadable(k))
                .map(k -> "The setting " + k);
    }
}
