package io.github.nifistarrocks.services.api;

import io.github.nifistarrocks.client.StarRocksClient;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.controller.ControllerService;

/**
 * A connection to one StarRocks cluster, shared by the processors of a flow.
 *
 * <p>The client is a final class, and everything that it returns is a final class or a record. NiFi wraps an interface that a service returns in proxies, which
 * switch the class loader on every call.
 */
@Tags({"starrocks", "olap", "analytics", "connection"})
@CapabilityDescription("Provides the connection to a StarRocks cluster.")
public interface StarRocksConnectionService extends ControllerService {

    /**
     * The client of the enabled service. It is thread-safe and belongs to the service. Callers do not close it, and do not keep it after one trigger.
     */
    StarRocksClient getClient();
}
