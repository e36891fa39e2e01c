package io.github.nifistarrocks.emulator.extension;

import io.github.nifistarrocks.emulator.http.Router;

/** Adds routes to every FE. */
public interface FrontendExtension {

    void register(Router router);
}
