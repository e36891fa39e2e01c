package io.github.nifistarrocks.services;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.AddressMap;
import io.github.nifistarrocks.client.core.CredentialHosts;
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
        Provides the connection to a StarRocks cluster: its frontends, the user, TLS, timeouts, and how the addresses that the cluster names are reached from \
        NiFi.""")
public final class StandardStarRocksConnectionService extends AbstractControllerService implements StarRocksConnectionService, VerifiableControllerService {

    static final PropertyDescriptor FE_URLS = new PropertyDescriptor.Builder()
            .name("FE URLs")
            .description("""
                    HTTP addresses of the cluster's frontends (FE), separated by commas or white space, all http or all https, for instance http://fe-1:8030, \
                    http://fe-2:8030. The port is http_port or https_port of fe.conf, 8030 unless changed, not the MySQL port. One address is enough; with \
                    several, the next one is asked when one cannot be reached.""")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(FrontendUrls.VALIDATOR)
            .build();

    static final PropertyDescriptor USERNAME = new PropertyDescriptor.Builder()
            .name("Username")
            .description("""
                    Name of the StarRocks user. Loading needs the INSERT privilege on the table, scanning needs SELECT. A StarRocks user for this purpose \
                    alone is better than root.""")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor PASSWORD = new PropertyDescriptor.Builder()
            .name("Password")
            .description("Password of the StarRocks user. When it is not set, the user is taken to have an empty password.")
            .sensitive(true)
            .addValidator(Validator.VALID)
            .build();

    static final PropertyDescriptor SSL_CONTEXT_SERVICE = new PropertyDescriptor.Builder()
            .name("SSL Context Service")
            .description("""
                    Trust store, and key store where the cluster asks for client certificates, for https. When it is not set, https uses the certificates that \
                    the Java runtime trusts. It has no effect with http.""")
            .identifiesControllerService(SSLContextProvider.class)
            .build();

    static final PropertyDescriptor CONNECT_TIMEOUT = new PropertyDescriptor.Builder()
            .name("Connect Timeout")
            .description("""
                    Longest time to wait for a connection, TLS included, to a FE or BE to be made. After it the next FE, or for a scan the next replica, is \
                    tried.""")
            .required(true)
            .defaultValue("10 sec")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.MILLISECONDS, 1, TimeUnit.HOURS))
            .build();

    static final PropertyDescriptor RESPONSE_TIMEOUT = new PropertyDescriptor.Builder()
            .name("Response Timeout")
            .description("""
                    Longest silence of a FE or BE that owes an answer; the whole call may take about three times as long. The final answer to a load is \
                    awaited for as long as the Load Timeout of the processor allows.""")
            .required(true)
            .defaultValue("60 sec")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.MILLISECONDS, 1, TimeUnit.DAYS))
            .build();

    static final PropertyDescriptor CONTINUE_TIMEOUT = new PropertyDescriptor.Builder()
            .name("Continue Timeout")
            .description("""
                    Longest time that a BE may take, before any data is sent, to ask for the rows of a load. It begins the transaction and plans the load in \
                    that time. A load that is not asked for in time is given up with nothing sent, and is retried.""")
            .required(true)
            .defaultValue("30 sec")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.MILLISECONDS, 1, TimeUnit.HOURS))
            .build();

    static final PropertyDescriptor MAXIMUM_CONNECTIONS = new PropertyDescriptor.Builder()
            .name("Maximum Connections")
            .description("""
                    Most HTTP connections open at a time to all FEs and BEs together. Each load takes one while it runs, so this should not be less than the \
                    concurrent tasks of all processors that use this service.""")
            .required(true)
            .defaultValue("64")
            .addValidator(StandardValidators.createLongValidator(1, 10_000, true))
            .build();

    static final PropertyDescriptor MAXIMUM_BACK_OFF = new PropertyDescriptor.Builder()
            .name("Maximum Back-Off")
            .description("""
                    Longest time for which a table gets no new loads after StarRocks has asked for less, as with too many versions or too little memory. It begins \
                    with a second and doubles each time, for all tasks and processors that use this service.""")
            .required(true)
            .defaultValue("1 min")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.MILLISECONDS, 1, TimeUnit.HOURS))
            .build();

    static final PropertyDescriptor MAXIMUM_LOADS_PER_TABLE = new PropertyDescriptor.Builder()
            .name("Maximum Loads per Table")
            .description("""
                    Most loads that run into one table at a time from this node, over all processors that use this service. Every load makes a version of each \
                    tablet it writes to, so a few large loads are easier on the table than many small ones at once. FlowFiles for several tables count as one table of their \
                    database. 0 stands for no limit.""")
            .required(true)
            .defaultValue("0")
            .addValidator(StandardValidators.NON_NEGATIVE_INTEGER_VALIDATOR)
            .build();

    static final PropertyDescriptor FE_COOL_DOWN = new PropertyDescriptor.Builder()
            .name("FE Cool-Down")
            .description("How long a FE that could not be reached is asked last. With one FE URL it has no effect.")
            .required(true)
            .defaultValue("30 sec")
            .addValidator(StandardValidators.createTimePeriodValidator(0, TimeUnit.MILLISECONDS, 1, TimeUnit.DAYS))
            .build();

    static final PropertyDescriptor ADDRESS_MAP = new PropertyDescriptor.Builder()
            .name("Address Map")
            .description("""
                    Rules that say how addresses named by the cluster are reached from NiFi, for clusters behind NAT, in Kubernetes or in containers. A FE \
                    answers a load with the address of a BE, a scan plan names BEs, and error logs lie on BEs. A rule reads inside=outside, where inside is \
                    host or host:port and outside is host, host:port, or either with http:// or https:// in front; one * on the left stands for any text and \
                    is put in for the * on the right. Rules are separated by commas, semicolons or line ends; the first that matches is used. Examples: \
                    10.0.0.5:8040=localhost:18040 and *.be.svc:8040=https://*.example.com:443. When it is not set, every address is reached as the cluster \
                    names it.""")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(Validation.by(AddressMap::parse))
            .build();

    static final PropertyDescriptor CREDENTIAL_HOSTS = new PropertyDescriptor.Builder()
            .name("Credential Hosts")
            .description("""
                    Hosts that may be sent the user name and password when a FE redirects a load to them, separated by commas or white space; a * stands for \
                    any text. They are compared with the addresses after the Address Map. The default * allows every host that a FE names; narrow it, for \
                    instance to 10.1.2.* or *.starrocks.example.com, where a redirect could lead out of the cluster. The hosts in FE URLs are always \
                    allowed.""")
            .required(true)
            .defaultValue("*")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(Validation.by(CredentialHosts::parse))
            .build();

    static final PropertyDescriptor WAREHOUSE = new PropertyDescriptor.Builder()
            .name("Warehouse")
            .description("Warehouse that runs the loads, for a shared-data cluster with several. When it is not set, the user's default warehouse runs them.")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            FE_URLS,
            USERNAME,
            PASSWORD,
            SSL_CONTEXT_SERVICE,
            CONNECT_TIMEOUT,
            RESPONSE_TIMEOUT,
            CONTINUE_TIMEOUT,
            MAXIMUM_CONNECTIONS,
            MAXIMUM_BACK_OFF,
            MAXIMUM_LOADS_PER_TABLE,
            FE_COOL_DOWN,
            ADDRESS_MAP,
            CREDENTIAL_HOSTS,
            WAREHOUSE);

    private volatile StarRocksClient client;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    /** Connects nowhere: a cluster that is down must not keep the service from being enabled. */
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
                .continueTimeout(context.getProperty(CONTINUE_TIMEOUT).asDuration())
                .maxConnections(context.getProperty(MAXIMUM_CONNECTIONS).asInteger())
                .maxBackOff(context.getProperty(MAXIMUM_BACK_OFF).asDuration())
                .maxLoadsPerTable(context.getProperty(MAXIMUM_LOADS_PER_TABLE).asInteger())
                .frontendCoolDown(context.getProperty(FE_COOL_DOWN).asDuration())
                .credentialHosts(CredentialHosts.parse(evaluated(context, CREDENTIAL_HOSTS)));
        if (context.getProperty(ADDRESS_MAP).isSet()) {
            config.addressMap(AddressMap.parse(evaluated(context, ADDRESS_MAP)));
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
