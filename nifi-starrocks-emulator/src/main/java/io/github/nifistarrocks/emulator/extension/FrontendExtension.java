package io.github.nifistarrocks.emulator.extension;

import io.github.nifistarrocks.emulator.ClusterContext;
import io.github.nifistarrocks.emulator.http.Router;

/** Adds routes to every FE. Found by {@link java.util.ServiceLoader}. */
public interface FrontendExtension {
    void register(Router router, ClusterContext cluster);
}
