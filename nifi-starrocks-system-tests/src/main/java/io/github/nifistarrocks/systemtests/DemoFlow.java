package io.github.nifistarrocks.systemtests;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.systemtests.nifi.NifiClient;
import io.github.nifistarrocks.systemtests.nifi.NifiGroup;
import io.github.nifistarrocks.systemtests.nifi.NifiQueue;

/**
 * The flow of {@code docs/flows/starrocks-demo.json} in a NiFi: a lane that loads CSV files, and a lane that reads the table back into JSON files.
 */
public final class DemoFlow {
    public static final String NAME = "StarRocks demo";
    public static final String PARAMETERS = "starrocks";
    public static final String LIST = "List CSV files";
    public static final String FETCH = "Fetch CSV file";
    public static final String PUT = "PutStarRocks";
    public static final String COUNT = "Count loaded rows";
    public static final String PLAN = "FetchStarRocksTablets";
    public static final String SCAN = "ScanStarRocksTablet";
    public static final String RENAME = "Name the file";
    public static final String WRITE = "Write JSON file";
    public static final String CONNECTION_SERVICE = "StarRocks cluster";
    public static final String COUNTER = "rows loaded";

    private static final List<String> LOAD_LANE = List.of(LIST, FETCH, PUT, COUNT);
    private static final List<String> SCAN_LANE = List.of(SCAN, RENAME, WRITE);

    private final NifiClient nifi;
    private final NifiGroup group;

    private DemoFlow(final NifiClient nifi, final NifiGroup group) {
        this.nifi = nifi;
        this.group = group;
    }

    /**
     * Where the flow's parameters point to.
     *
     * @param frontends HTTP addresses of the frontends
     * @param user StarRocks user
     * @param password the user's password
     * @param database database of the table
     * @param input directory with the CSV files
     * @param output directory for the JSON files
     */
    public record Settings(List<String> frontends, String user, String password, String database, Path input, Path output) {
        public Settings {
            frontends = List.copyOf(frontends);
        }
    }

    /**
     * Imports the flow and sets all of its parameters.
     *
     * @param nifi the NiFi
     * @param settings values of the parameters
     * @return the flow, with its services disabled and its processors stopped
     */
    public static DemoFlow create(final NifiClient nifi, final Settings settings) {
        final DemoFlow flow = new DemoFlow(nifi, nifi.importFlow(Workspace.demoFlow(), NAME));
        flow.configure(settings);
        return flow;
    }

    /**
     * The flow of a NiFi that was started again.
     *
     * @param nifi the NiFi
     * @return the flow as it was before
     */
    public static DemoFlow existing(final NifiClient nifi) {
        return new DemoFlow(nifi, nifi.group(NAME).orElseThrow(() -> new IllegalStateException("The flow is gone")));
    }

    /**
     * Sets all parameters.
     *
     * @param settings their values
     */
    public void configure(final Settings settings) {
        final Map<String, String> values = new LinkedHashMap<>();
        values.put("fe.urls", String.join(",", settings.frontends()));
        values.put("user", settings.user());
        values.put("password", settings.password());
        values.put("database", settings.database());
        values.put("table", BirdStrikes.TABLE);
        values.put("input.directory", settings.input().toString());
        values.put("output.directory", settings.output().toString());
        nifi.setParameters(PARAMETERS, values);
    }

    /**
     * Starts the lane that loads.
     */
    public void startLoading() {
        LOAD_LANE.forEach(group::start);
    }

    /**
     * Starts the lane that reads back, and plans once.
     */
    public void readBackOnce() {
        SCAN_LANE.forEach(group::start);
        group.runOnce(PLAN);
    }

    /**
     * Stops the flow and takes it away, with its parameters.
     */
    public void delete() {
        group.delete();
        nifi.deleteParameters(PARAMETERS);
    }

    /**
     * How many FlowFiles are under way, in all connections but those to the funnel.
     *
     * @return 0 when there is nothing left to do
     */
    public int underWay() {
        return group.queues().stream().filter(queue -> !queue.destination().equals("Funnel")).mapToInt(NifiQueue::flowFiles).sum();
    }

    /**
     * FlowFiles that failed and need intervention.
     *
     * @return the non-empty queues to the funnel
     */
    public List<NifiQueue> failed() {
        return group.queues().stream().filter(queue -> queue.destination().equals("Funnel") && queue.flowFiles() > 0).toList();
    }

    public NifiGroup group() {
        return group;
    }
}
