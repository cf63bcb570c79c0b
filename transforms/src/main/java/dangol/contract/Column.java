package dangol.contract;

import org.apache.spark.sql.types.DataType;

/**
 * One column of a table.
 *
 * @param required never null
 * @param unit unit of measure, or empty where the column has none
 * @param personal personal data: found by export, never allowed in gold
 * @param mapped filled by a company's mapping; otherwise derived by the engine
 */
public record Column(
        String name,
        DataType type,
        boolean required,
        String unit,
        String description,
        boolean personal,
        boolean mapped,
        boolean partition) {}
