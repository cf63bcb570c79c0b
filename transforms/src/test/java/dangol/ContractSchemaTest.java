package dangol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dangol.contract.ContractReader;
import dangol.contract.TableContract;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.api.Test;

/** Every contract validates against the published JSON Schema of the Open Data Contract Standard v3.1.0. */
class ContractSchemaTest {

    @Test
    void everyContractIsValid() throws Exception {
        JsonSchema schema = schema();
        for (Path file : TablesTest.contractFiles()) {
            assertThat(schema.validate(new YAMLMapper().readTree(file.toFile())))
                    .as(file.toString())
                    .isEmpty();
        }
    }

    @Test
    void typesAreWhatSparkTakesThemFor() throws Exception {
        for (Path file : TablesTest.contractFiles()) {
            TableContract contract = ContractReader.read(Files.readString(file), file.toString());
            for (JsonNode property : new YAMLMapper().readTree(file.toFile()).at("/schema/0/properties")) {
                String name = property.path("name").asText();
                assertThat(contract.column(name).orElseThrow().type())
                        .as(contract.id() + "." + name)
                        .isEqualTo(
                                DataType.fromDDL(property.path("physicalType").asText()));
            }
        }
    }

    @Test
    void aContractWithAnUnknownFieldIsRefused() throws Exception {
        assertThat(schema().validate(new ObjectMapper().readTree("{\"version\":\"1\",\"colour\":\"red\"}")))
                .isNotEmpty();
    }

    private static JsonSchema schema() throws Exception {
        try (InputStream in = ContractSchemaTest.class.getResourceAsStream("/odcs/odcs-json-schema-v3.1.0.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909)
                    .getSchema(in);
        }
    }
}
