package dangol.jobs.simulate;

/** Where a purchase is made. */
enum Channel {
    WEB("web"),
    APP("app"),
    STORE("store");

    private final String label;

    Channel(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
