package dangol.jobs.notebook;

import java.util.Arrays;

/**
 * The program that Jupyter starts as its kernel. The kernel opens its ports before it can answer; a question that comes in between
 * ends the thread that answers, and the kernel would be silent for ever. Then the process ends, and Jupyter starts another one.
 */
final class KernelProcess {
    private static final String ANSWERING = "Shell-";

    private KernelProcess() {}

    /** @param arguments the kernel's main class, and its own arguments */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            e.printStackTrace();
            if (thread.getName().startsWith(ANSWERING)) {
                System.err.println("The Java kernel was asked too early; it starts again.");
                Runtime.getRuntime().halt(1);
            }
        });
        Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(arguments, 1, arguments.length));
    }
}
