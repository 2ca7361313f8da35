// The words that the API and JSON Schema themselves put into a request: they say nothing that an agent chose.

const WORDS = `
  model messages tools functions tool_choice function_call parallel_tool_calls max_tokens max_completion_tokens n stop
  stream stream_options include_usage include_obfuscation temperature top_p top_k min_p seed user metadata store
  logprobs top_logprobs logit_bias presence_penalty frequency_penalty response_format json_schema schema strict
  reasoning_effort service_tier prediction modalities audio voice safety_identifier prompt_cache_key verbosity
  web_search_options extra_body
  role content name tool_calls tool_call_id refusal type function custom id arguments input index
  text image_url url detail input_audio data format file file_data file_id filename cache_control ttl annotations
  reasoning_content reasoning thinking signature
  description parameters properties required additionalProperties items prefixItems enum const default examples title
  anyOf oneOf allOf not if then else pattern patternProperties propertyNames minimum maximum exclusiveMinimum
  exclusiveMaximum multipleOf minLength maxLength minItems maxItems uniqueItems minProperties maxProperties nullable
  deprecated readOnly writeOnly $ref $defs $schema $id $anchor definitions
  object string number integer boolean null array
  auto none allowed_tools tools mode json_object grammar syntax definition lark regex
  system developer user assistant tool ephemeral audio_url video_url video input_image input_file input_text output_text
  low medium high minimal
`;

/** Field names, and values that structure a request, of which the API defines the meaning. */
export const API_WORDS: ReadonlySet<string> = new Set(WORDS.trim().split(/\s+/));
