package dangol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.InputStream;
import java.nio.file.Path;
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
