package io.github.nifistarrocks.services;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.AddressMap;
import io.github.nifistarrocks.client.core.AllowedHosts;
import io.github.nifistarrocks.client.core.RowDataInMessages;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.services.api.StarRocksConnectionService;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnDisabled;
import org.apache.nifi.annotation.lifecycle.OnEnabled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.Validator;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.controller.ConfigurationContext;
import org.apache.nifi.controller.VerifiableControllerService;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.ssl.SSLContextProvider;

@Tags({"starrocks", "olap", "analytics", "connection", "stream load", "frontend"})
@CapabilityDescription("""
        Provides the connection to a StarRocks cluster: frontends, user, TLS and timeouts. It also maps addresses that the cluster names to addresses that NiFi \
        can reach.""")
public final class StandardStarRocksConnectionService extends AbstractControllerService implements StarRocksConnectionService, VerifiableControllerService {

    private static final int MIN_PLAN_KEY_LENGTH = 16;

    static final PropertyDescriptor FE_URLS = new PropertyDescriptor.Builder()
            .name("FE URLs")
            .description("""
                    HTTP addresses of the frontends (FE), separated by commas or white space, such as http://fe-1:8030, http://fe-2:8030. All use http or all use \
                    https. The port is http_port or https_port of fe.conf, 8030 by default, not the MySQL port. One address is enough. With several, the next \
                    one is used when one cannot be reached.""")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(FrontendUrls.VALIDATOR)
            .build();

    static final PropertyDescriptor USERNAME = new PropertyDescriptor.Builder()
            .name("Username")
            .description("""
                    Name of the StarRocks user. Loading needs the INSERT privilege on the table, scanning needs SELECT. Use a separate user rather than \
                    root.""")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor PASSWORD = new PropertyDescriptor.Builder()
            .name("Password")
            .description("Password of the StarRocks user. If it is not set, an empty password is sent.")
            .sensitive(true)
            .addValidator(Validator.VALID)
            .build();

    static final PropertyDescriptor SSL_CONTEXT_SERVICE = new PropertyDescriptor.Builder()
            .name("SSL Context Service")
            .description("""
                    Truststore for https, and keystore if the cluster requires client certificates. If it is not set, https uses the certificates that the Java \
                    runtime trusts. Ignored with http.""")
            .identifiesControllerService(SSLContextProvider.class)
            .build();

    static final PropertyDescriptor CONNECT_TIMEOUT = new PropertyDescriptor.Builder()
            .name("Connect Timeout")
            .description("""
                    Maximum time to connect to an FE or BE, TLS included. After it the next FE is used, or for a scan the next replica.""")
            .required(true)
            .defaultValue("10 sec")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.MILLISECONDS, 1, TimeUnit.HOURS))
            .build();

    static final PropertyDescriptor RESPONSE_TIMEOUT = new PropertyDescriptor.Builder()
            .name("Response Timeout")
            .description("""
                    Maximum wait for the reply of an FE or BE to a request without rows, and for a free connection. A BE opens a scan within it, or the next \
                    replica is read. The reply to a load may take longer by the Load Timeout of the processor. Raise it if the FEs or BEs are slow.""")
            .required(true)
            .defaultValue("60 sec")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.MILLISECONDS, 1, TimeUnit.DAYS))
            .build();

    static final PropertyDescriptor OUTCOME_TIMEOUT = new PropertyDescriptor.Builder()
            .name("Outcome Timeout")
            .description("""
                    Maximum time to find out the outcome of a load whose reply was lost, and to confirm or roll back its transaction. If the outcome is still \
                    unknown, the FlowFile goes to retry. Raise it if StarRocks publishes slowly.""")
            .required(true)
            .defaultValue("60 sec")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.MILLISECONDS, 1, TimeUnit.DAYS))
            .build();

    static final PropertyDescriptor CONTINUE_TIMEOUT = new PropertyDescriptor.Builder()
            .name("Continue Timeout")
            .description("""
                    Maximum time for a BE to accept a load (100 Continue) before rows are sent. The BE begins the transaction and plans the load in this time. \
                    After it nothing was sent, and the load is retried.""")
            .required(true)
            .defaultValue("30 sec")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.MILLISECONDS, 1, TimeUnit.HOURS))
            .build();

    static final PropertyDescriptor MAXIMUM_CONNECTIONS = new PropertyDescriptor.Builder()
            .name("Maximum Connections")
            .description("""
                    Maximum number of open HTTP connections to all FEs and BEs together. Each running load uses one. Set it to at least the number of concurrent \
                    tasks of all processors that use this service.""")
            .required(true)
            .defaultValue("64")
            .addValidator(StandardValidators.createLongValidator(1, 10_000, true))
            .build();

    static final PropertyDescriptor MAXIMUM_BACK_OFF = new PropertyDescriptor.Builder()
            .name("Maximum Back-Off")
            .description("""
                    Longest pause for a table after StarRocks reports overload, such as too many versions or too little memory. The pause starts at 1 second and \
                    doubles. It applies to all tasks and processors that use this service.""")
            .required(true)
            .defaultValue("1 min")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.MILLISECONDS, 1, TimeUnit.HOURS))
            .build();

    static final PropertyDescriptor MAXIMUM_LOADS_PER_TABLE = new PropertyDescriptor.Builder()
            .name("Maximum Loads per Table")
            .description("""
                    Maximum number of simultaneous loads into one table from this node, over all processors that use this service. Every load creates a version \
                    of each tablet, so few large loads burden the table less than many small ones. FlowFiles for several tables count as one table of their \
                    database. 0 means no limit.""")
            .required(true)
            .defaultValue("0")
            .addValidator(StandardValidators.NON_NEGATIVE_INTEGER_VALIDATOR)
            .build();

    static final PropertyDescriptor FE_COOL_DOWN = new PropertyDescriptor.Builder()
            .name("FE Cool-Down")
            .description("How long an unreachable FE is used only after the others. It has no effect with one FE URL.")
            .required(true)
            .defaultValue("30 sec")
            .addValidator(StandardValidators.createTimePeriodValidator(0, TimeUnit.MILLISECONDS, 1, TimeUnit.DAYS))
            .build();

    static final PropertyDescriptor ADDRESS_MAP = new PropertyDescriptor.Builder()
            .name("Address Map")
            .description("""
                    Rules that map addresses named by the cluster to addresses that NiFi can reach. If it is not set, every address is used unchanged. Set it for \
                    clusters behind NAT, in Kubernetes or in containers, where an FE names BEs by internal addresses. A rule has the form inside=outside. Inside \
                    is host or host:port. Outside is host or host:port, optionally with http:// or https:// before it. One * on the left matches any text, which \
                    replaces the * on the right. Rules are separated by commas, semicolons or line ends, and the first matching rule is used. Examples: \
                    10.0.0.5:8040=localhost:18040 and *.be.svc:8040=https://*.example.com:443.""")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(Validation.by(AddressMap::parse))
            .build();

    static final PropertyDescriptor CREDENTIAL_HOSTS = new PropertyDescriptor.Builder()
            .name("Credential Hosts")
            .description("""
                    Hosts that may receive the user name and password when an FE redirects a load to them, separated by commas or white space. They are compared \
                    with the addresses after the Address Map. A * matches text without a dot or colon, and numeric patterns match IP addresses only. The \
                    default * allows every host. Restrict it, for instance to 10.1.2.* or *.starrocks.example.com, if a redirect could lead out of the \
                    cluster. The hosts in FE URLs are always allowed.""")
            .required(true)
            .defaultValue("*")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(Validation.by(AllowedHosts::parse))
            .build();

    static final PropertyDescriptor BACKEND_HOSTS = new PropertyDescriptor.Builder()
            .name("Backend Hosts")
            .description("""
                    Hosts to which ScanStarRocksTablet may connect, separated by commas or white space. A plan names the BEs, and no connection is made to other \
                    hosts. They are compared with the addresses after the Address Map. Patterns are those of Credential Hosts, and the default * allows every \
                    host. Restrict it if several teams share this NiFi or its network.""")
            .required(true)
            .defaultValue("*")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(Validation.by(AllowedHosts::parse))
            .build();

    static final PropertyDescriptor PLAN_KEY = new PropertyDescriptor.Builder()
            .name("Plan Key")
            .description("""
                    Secret by which FetchStarRocksTablets signs plans. ScanStarRocksTablet scans only plans that a service with the same secret signed. If it is \
                    not set, the secret is derived from FE URLs, Username and Password. Set it if plans must outlive a change of these, or if they differ \
                    between the nodes of NiFi. Set it also if no password is set: then everyone who knows FE URLs and Username could create plans.""")
            .sensitive(true)
            .addValidator(Validation.minimumLength(MIN_PLAN_KEY_LENGTH))
            .build();

    static final PropertyDescriptor WAREHOUSE = new PropertyDescriptor.Builder()
            .name("Warehouse")
            .description(
                    "Warehouse that runs the loads, for a shared-data cluster with several. If it is not set, the default warehouse of the user runs them.")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor SHOW_ROW_DATA = new PropertyDescriptor.Builder()
            .name("Show Row Data")
            .description("""
                    Whether bulletins, attributes and provenance events show values of rows, such as a value that a column refuses. If false, messages name the \
                    column, the record and the reason, but no value. The content of FlowFiles, rejected records included, does not change. Set it to false if \
                    the users of NiFi must not see the data.""")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("true")
            .build();

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            FE_URLS,
            USERNAME,
            PASSWORD,
            SSL_CONTEXT_SERVICE,
            CONNECT_TIMEOUT,
            RESPONSE_TIMEOUT,
            OUTCOME_TIMEOUT,
            CONTINUE_TIMEOUT,
            MAXIMUM_CONNECTIONS,
            MAXIMUM_BACK_OFF,
            MAXIMUM_LOADS_PER_TABLE,
            FE_COOL_DOWN,
            ADDRESS_MAP,
            CREDENTIAL_HOSTS,
            BACKEND_HOSTS,
            PLAN_KEY,
            WAREHOUSE,
            SHOW_ROW_DATA);

    private volatile StarRocksClient client;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    /** Opens no connection, so that the service can be enabled while the cluster is down. */
    @OnEnabled
    public void onEnabled(final ConfigurationContext context) {
        client = StarRocksClient.open(clientConfig(context));
    }

    @OnDisabled
    public void onDisabled() {
        final StarRocksClient closing = client;
        client = null;
        if (closing != null) {
            closing.close();
        }
    }

    @Override
    public StarRocksClient getClient() {
        final StarRocksClient current = client;
        if (current == null) {
            throw new IllegalStateException("The StarRocks connection service is not enabled");
        }
        return current;
    }

    @Override
    public List<ConfigVerificationResult> verify(final ConfigurationContext context, final ComponentLog verificationLogger,
            final Map<String, String> variables) {
        return new ConnectionVerifier(verificationLogger).verify(() -> clientConfig(context));
    }

    private static StarRocksClientConfig clientConfig(final PropertyContext context) {
        final StarRocksClientConfig.Builder config = StarRocksClientConfig.builder(FrontendUrls.parse(evaluated(context, FE_URLS)))
                .credentials(evaluated(context, USERNAME), context.getProperty(PASSWORD).isSet() ? context.getProperty(PASSWORD).getValue() : "")
                .connectTimeout(context.getProperty(CONNECT_TIMEOUT).asDuration())
                .responseTimeout(context.getProperty(RESPONSE_TIMEOUT).asDuration())
                .outcomeTimeout(context.getProperty(OUTCOME_TIMEOUT).asDuration())
                .continueTimeout(context.getProperty(CONTINUE_TIMEOUT).asDuration())
                .maxConnections(context.getProperty(MAXIMUM_CONNECTIONS).asInteger())
                .maxBackOff(context.getProperty(MAXIMUM_BACK_OFF).asDuration())
                .maxLoadsPerTable(context.getProperty(MAXIMUM_LOADS_PER_TABLE).asInteger())
                .frontendCoolDown(context.getProperty(FE_COOL_DOWN).asDuration())
                .credentialHosts(AllowedHosts.parse(evaluated(context, CREDENTIAL_HOSTS)))
                .backendHosts(AllowedHosts.parse(evaluated(context, BACKEND_HOSTS)))
                .rowData(context.getProperty(SHOW_ROW_DATA).asBoolean() ? RowDataInMessages.SHOWN : RowDataInMessages.HIDDEN);
        if (context.getProperty(ADDRESS_MAP).isSet()) {
            config.addressMap(AddressMap.parse(evaluated(context, ADDRESS_MAP)));
        }
        if (context.getProperty(PLAN_KEY).isSet()) {
            config.planKey(context.getProperty(PLAN_KEY).getValue());
        }
        if (context.getProperty(WAREHOUSE).isSet()) {
            config.warehouse(evaluated(context, WAREHOUSE));
        }
        if (context.getProperty(SSL_CONTEXT_SERVICE).isSet()) {
            config.sslContext(context.getProperty(SSL_CONTEXT_SERVICE).asControllerService(SSLContextProvider.class).createContext());
        }
        return config.build();
    }

    private static String evaluated(final PropertyContext context, final PropertyDescriptor property) {
        final String value = context.getProperty(property).evaluateAttributeExpressions().getValue();
        return value == null ? "" : value;
    }
}
