package dangol.jobs.bench;

import dangol.jobs.cli.Main;
import java.nio.file.Path;

/** One night after the other in one process, as a scheduler that stays up does it. */
public final class Nights {
    /** The line before each night's own. */
    static final String BEGIN = "Night begins: ";

    private Nights() {}

    /** Arguments: folder of the company's data; then for each night its day and the folder of the files that it brings. */
    public static void main(String[] arguments) {
        Path data = Path.of(arguments[0]);
        for (int i = 1; i < arguments.length; i += 2) {
            DaySplit.lay(Path.of(arguments[i + 1]), data);
            System.out.println(BEGIN + arguments[i]);
            int code = Main.execute("run", "--conf", "conf/demo.yaml", "--as-of", arguments[i]);
            if (code != 0) {
                System.exit(code);
            }
        }
    }
}
