package dangol.jobs;

import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Delta keeps of every table that a process saw its last version, some megabytes each. A test's lakes are gone when it ends, and
 * what is kept of them would fill the memory of a JVM that runs one test after the other.
 */
public final class ForgottenLakes implements AfterAllCallback {
    @Override
    public void afterAll(ExtensionContext test) {
        if (TestRuns.isStarted()) {
            DeltaLog.clearCache();
        }
    }
}
