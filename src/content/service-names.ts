// Services whose keys have no shape of their own: beside such a name a drawn value is a key. Data only.

/** INVARIANT: plain letters, digits, `_` and `-`. Those whose names stand beside commits, digests and versions are left out. */
export const SERVICES = [
  'abstractapi adafruit adobe airbrake airship airtable aiven alchemy algolia alibaba amplitude ansible apify appcenter artifactory',
  'asana atlassian auth0 autodesk azure baremetrics beamer bitfinex bitbucket bitly bittrex blogger box braintree branch browserstack',
  'buildkite bugsnag buttercms campaignmonitor censys checkout circleci clearbit clickhouse clicksend clickup cloudant cloudflare',
  'cloudinary cloudsmith cockroachlabs codacy codeclimate codecov cohere coinbase confluent contentful convertkit coveralls customerio',
  'datadog dashlane deepgram deepl deepseek delighted discord disqus docusign droneci dropbox duffel dwolla dynatrace easypost',
  'elastic elevenlabs etsy eventbrite facebook fastly figma finicity finnhub firebase fixerio flickr flutterwave foursquare freshbooks',
  'freshdesk frameio geoapify getresponse giphy gitter gocardless grafana groq gumroad harness helpscout heroku honeycomb hotjar',
  'hubspot huggingface hunter infura instagram intercom ipdata ipinfo ipstack jenkins jfrog jira jotform jumpcloud keen klaviyo kraken',
  'kucoin lastfm launchdarkly line linear linkedin lob loggly logdna logzio looker mailchimp mailgun mailjet mandrill mapbox mapquest',
  'mattermost meraki messagebird mistral mixpanel moralis nasdaq netlify newrelic newsapi ngrok notion npmrc nytimes okta onelogin',
  'onfido openai openweather optimizely packagecloud pagerduty paypal paystack pendo percy pinecone pipedrive plaid plivo pocket polygon',
  'postageapp posthog postman postmark privateai prismic pusher quicknode rapidapi razorpay readme recaptcha recurly replicate riot',
  'ringcentral rollbar salesforce sauce scrapingbee segment semaphore sendbird sendgrid sendinblue sentry settlemint shodan shopify',
  'shortcut sidekiq sinch slack smartsheet snowflake snyk sonar sonarcloud sourcegraph spotify splunk square squarespace stability',
  'statuspage storyblok strava stripe sumologic supabase surveymonkey tavily telegram telnyx thingsboard todoist together trello',
  'truenas tumblr twilio twitch twitter typeform unsplash uptimerobot vercel vimeo virustotal vonage vultr weatherapi webex webflow',
  'wakatime wepay wit woocommerce workable yandex yelp youtube zapier zendesk zerobounce zipcode zoho zoom',
]
  .join(' ')
  .split(' ');
