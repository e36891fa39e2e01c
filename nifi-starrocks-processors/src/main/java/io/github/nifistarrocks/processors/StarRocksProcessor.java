package io.github.nifistarrocks.processors;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.services.api.StarRocksConnectionService;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.annotation.lifecycle.OnUnscheduled;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.processor.AbstractProcessor;

/**
 * A processor whose calls to StarRocks end when it is stopped. Its FlowFiles stay in the queue. The label of a load resolves its outcome when the FlowFile is
 * sent again.
 */
public abstract class StarRocksProcessor extends AbstractProcessor {

    private volatile CallScope calls = new CallScope();

    @OnScheduled
    public void allowCalls() {
        calls = new CallScope();
    }

    @OnUnscheduled
    public void cancelCalls() {
        calls.cancel();
    }

    final CallScope calls() {
        return calls;
    }

    static StarRocksClient client(final PropertyContext context, final PropertyDescriptor connectionService) {
        return context.getProperty(connectionService).asControllerService(StarRocksConnectionService.class).getClient();
    }
}
